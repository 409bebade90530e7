"""What an application holds for its routes: `app.state`. A part may be made when it is first asked for."""

from collections.abc import Callable, Mapping
from threading import RLock
from typing import Any

from starlette.datastructures import State


class Parts(State):
    """The parts of an application. A late part is made once, whichever thread asks for it first."""

    def __init__(self, late: Mapping[str, Callable[[], object]]) -> None:
        super().__init__()
        vars(self).update(_late=late, _making=RLock())

    def __getattr__(self, key: str) -> Any:
        """Return a part."""
        if key not in self._state and key in self._late:
            with self._making:
                if key not in self._state:
                    self._state[key] = self._late[key]()
        return super().__getattr__(key)

    def made(self, key: str) -> Any:
        """Return a part if it was asked for before. None if it was not."""
        return self._state.get(key)
