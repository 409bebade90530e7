"""Runs the service's processes: it restarts workers that die, and limits how long an end may take."""

import multiprocessing
import os
import signal
import threading
import time
from socket import socket
from types import FrameType

from uvicorn import Config, Server
from uvicorn.supervisors.multiprocess import Multiprocess, Process, logger

SECONDS_FOR_REQUESTS = 10
"""How long running requests may take after the signal to end."""
SECONDS_TO_END = 25.0
"""After the signal, for everything. What has not ended by then is killed."""
SECONDS_BETWEEN_STARTS = 5.0
"""Before a worker that could not start is tried again, while others serve."""


class CannotStart(Exception):
    """No worker could start: a setting or the database's contents forbid it, and trying again would change nothing."""


def serve(config: Config, bound: socket) -> None:
    """Serve until a signal ends it. One worker is this process; more are children that share the socket.

    Raises CannotStart.
    """
    config.timeout_graceful_shutdown = SECONDS_FOR_REQUESTS
    if config.workers > 1:
        workers = Workers(config, sockets=[bound])
        workers.run()
        if workers.failed:
            raise CannotStart
        return
    server = Alone(config)
    try:
        server.run(sockets=[bound])
    except SystemExit:  # uvicorn's own way to say so; after it served, the end that a signal asked for
        if server.started:
            raise
        raise CannotStart from None
    if not server.started:
        raise CannotStart


class Alone(Server):
    """The only worker. It has no supervisor to end it, so it does that itself."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to end, and end in any case."""
        if not self.should_exit:
            last = threading.Timer(SECONDS_TO_END, os._exit, (1,))
            last.daemon = True
            last.start()
        super().handle_exit(sig, frame)


class Workers(Multiprocess):
    """Keeps as many workers as were asked for."""

    def __init__(self, config: Config, sockets: list[socket]) -> None:
        super().__init__(config, sockets)
        self.failed = False
        self._served = False
        self._not_before = 0.0

    def keep_subprocess_alive(self) -> None:
        """Start a worker again that died. The service ends of itself only if no worker was ever able to start."""
        for index, process in enumerate(self.processes):
            if self.should_exit.is_set() or time.monotonic() < self._not_before:
                return
            if process.is_alive(timeout=self.config.timeout_worker_healthcheck):
                self._served = self._served or process.is_ready(timeout=1)
                continue
            process.kill()  # it may be hung
            process.join()
            if process.exitcode is not None and process.exitcode > 0:  # it ended by itself, and not by a signal
                if not self._served:
                    self.failed = True
                    self.should_exit.set()
                    return
                self._not_before = time.monotonic() + SECONDS_BETWEEN_STARTS
            logger.warning("Worker [%s] ended with %s and is started again", process.pid, process.exitcode)
            self.processes[index] = Process(self.config, self.sockets)
            self.processes[index].start()

    def join_all(self) -> None:
        """Wait for the workers to end, and kill those that do not."""
        ends_at = time.monotonic() + SECONDS_TO_END
        for process in self.processes:
            process.process.join(max(0.0, ends_at - time.monotonic()))
            if process.process.is_alive():
                logger.error("Worker [%s] did not end in time and is killed", process.pid)
                process.process.kill()
                process.process.join()


def end_with_supervisor() -> None:
    """End this worker when its supervisor is gone: nobody would start it again, and the port would stay taken."""
    supervisor = multiprocessing.parent_process()
    if supervisor is not None:
        threading.Thread(target=_wait_for, args=(supervisor,), name="supervisor", daemon=True).start()


def _wait_for(supervisor: multiprocessing.process.BaseProcess) -> None:
    supervisor.join()
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(SECONDS_TO_END)
    os._exit(1)
