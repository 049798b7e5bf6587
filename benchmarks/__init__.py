"""What the product costs and how good it is, each question a program that ends by itself.

`python -m benchmarks` runs the sections one after the other and writes results.json: `--quick` in
a few minutes, `--full` everything, `python -m benchmarks flat world` those two.

===============  ==================================================================================
module           what it does
===============  ==================================================================================
`turns`          section: a turn beside what it is made of, a bare echo bot and a bare transaction
`flat` `crowd`   section: one choice in organisations of a thousand to a million people
`assignment`     section: several questions waiting at once
`world`          section: weeks of questions, the product beside other ways to choose
`prior`          the first weights, from public data sets (not part of the repository)

`organisation`   of `turns`: a thousand people with room for every question, and the questions
`contenders`     what is measured: the service, the echo bot, the bare transaction
`processes`      starting, watching and stopping them; each runs in a process of its own
`load`           the load generator: a closed loop over HTTP, and asks at a fixed pace
`connector`      a Bot Connector that answers at once and notes when each offer came
`measure`        the interleaved rounds
`report`         medians, ratios, the table, the file
`echo` `bare`    the programs of the two yardsticks
`service`        the service without its outbox, for the contender whose worker is elsewhere
===============  ==================================================================================
"""
