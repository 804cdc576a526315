"""`oms work`: the jobs alone, for a process of their own."""

import signal
from types import FrameType

import typer


def work() -> None:
    """Run jobs and seal the log until told to stop."""
    from oms_ui.cli.door import business
    from oms_ui.jobs import Worker
    from state.words import say

    with business() as database:
        worker = Worker(database)

        def stop(_signal: int, _frame: FrameType | None) -> None:
            worker.end()

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        typer.echo(say("work.started"))
        worker.run()
