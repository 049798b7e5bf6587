"""What is done: one verb, one file, one public function. Each reads and thinks; `turn` writes."""
