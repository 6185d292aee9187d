"""A Secret Service that takes every call and answers none. Prints a line once it owns the name."""

from jeepney.bus_messages import message_bus  # type: ignore[import-untyped]  # ships no types
from jeepney.io.blocking import open_dbus_connection  # type: ignore[import-untyped]  # ships no types


def main() -> None:
    """Own `org.freedesktop.secrets` and stay silent until the bus goes."""
    connection = open_dbus_connection(bus="SESSION")
    connection.send_and_get_reply(message_bus.RequestName("org.freedesktop.secrets"))
    print("owned", flush=True)
    try:
        while True:
            connection.receive()
    except (ConnectionError, EOFError):
        return


if __name__ == "__main__":
    main()
