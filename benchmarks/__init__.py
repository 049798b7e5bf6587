"""How fast one question is, beside what it is made of: a bare echo bot and a bare transaction.

`python -m benchmarks` prints the table and writes results.json; `--quick` is the short version.

===============  ==================================================================================
module           what it does
===============  ==================================================================================
`organisation`   a thousand people with room for every question, and the questions
`contenders`     what is measured: the service, the echo bot, the bare transaction
`processes`      starting, watching and stopping them; each runs in a process of its own
`load`           the load generator: a closed loop over HTTP, and asks at a fixed pace
`connector`      a Bot Connector that answers at once and notes when each offer came
`measure`        the interleaved rounds
`report`         medians, ratios, the table, the file
`flat` `crowd`   `python -m benchmarks.flat`: one choice in organisations of very different size
`echo` `bare`    the programs of the two yardsticks
`service`        the service without its outbox, for the contender whose worker is elsewhere
===============  ==================================================================================
"""
