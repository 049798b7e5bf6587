"""A made-up organisation that lives through weeks with the product, on a clock that is set.

`hours` is an arithmetic of working hours of its own, `people` draws everybody and what they ask,
`habits` what they do with a message, `time` moves the clock and works the queue, `ledger` keeps
what left and counts it. Nothing here decides what the product decides.
"""
