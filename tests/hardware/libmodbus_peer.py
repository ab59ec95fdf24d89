"""An independent Modbus device: libmodbus, loaded where it is installed, in a process of its own.

    python libmodbus_peer.py tcp              prints its port
    python libmodbus_peer.py rtu /dev/pts/3   prints `ready`

Holding and input register n hold n + 1000; coil and discrete input n are set when n is a multiple of 3. It ends with
its standard input.
"""

import ctypes
import ctypes.util
import os
import socket
import sys
import threading

REGISTERS = 200


def library() -> ctypes.CDLL | None:
    """Load libmodbus 3, or give None where it is not installed."""
    name = ctypes.util.find_library("modbus")
    if name is None:
        return None
    made = ctypes.CDLL(name, use_errno=True)
    made.modbus_new_tcp.restype = ctypes.c_void_p
    made.modbus_new_rtu.restype = ctypes.c_void_p
    made.modbus_mapping_new.restype = ctypes.POINTER(Mapping)
    return made


class Mapping(ctypes.Structure):
    """`modbus_mapping_t` of libmodbus 3.1."""

    _fields_ = [
        ("nb_bits", ctypes.c_int),
        ("start_bits", ctypes.c_int),
        ("nb_input_bits", ctypes.c_int),
        ("start_input_bits", ctypes.c_int),
        ("nb_input_registers", ctypes.c_int),
        ("start_input_registers", ctypes.c_int),
        ("nb_registers", ctypes.c_int),
        ("start_registers", ctypes.c_int),
        ("tab_bits", ctypes.POINTER(ctypes.c_uint8)),
        ("tab_input_bits", ctypes.POINTER(ctypes.c_uint8)),
        ("tab_input_registers", ctypes.POINTER(ctypes.c_uint16)),
        ("tab_registers", ctypes.POINTER(ctypes.c_uint16)),
    ]


def filled(modbus: ctypes.CDLL) -> "ctypes._Pointer[Mapping]":
    """Make the registers and bits."""
    mapping = modbus.modbus_mapping_new(REGISTERS, REGISTERS, REGISTERS, REGISTERS)
    for place in range(REGISTERS):
        mapping.contents.tab_registers[place] = mapping.contents.tab_input_registers[place] = place + 1000
        mapping.contents.tab_bits[place] = mapping.contents.tab_input_bits[place] = int(place % 3 == 0)
    return mapping


def serve(modbus: ctypes.CDLL, context: ctypes.c_void_p) -> None:
    """Answer until the other side goes away."""
    mapping, query = filled(modbus), (ctypes.c_uint8 * 260)()
    while (length := modbus.modbus_receive(context, query)) >= 0:
        if length > 0:
            modbus.modbus_reply(context, query, length, mapping)


def main() -> None:
    """Serve over TCP or on a serial line until the standard input ends."""
    modbus = library()
    if modbus is None:
        sys.exit("libmodbus is not installed")
    threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
    if sys.argv[1] == "rtu":
        context = ctypes.c_void_p(modbus.modbus_new_rtu(sys.argv[2].encode(), 19200, ctypes.c_char(b"N"), 8, 1))
        modbus.modbus_set_slave(context, 1)
        if modbus.modbus_connect(context) != 0:
            sys.exit("cannot open the line")
        print("ready", flush=True)  # noqa: T201 - read by the test
        serve(modbus, context)
        return
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    context = ctypes.c_void_p(modbus.modbus_new_tcp(b"127.0.0.1", port))
    listening = modbus.modbus_tcp_listen(context, 1)
    print(port, flush=True)  # noqa: T201 - read by the test
    taken = ctypes.c_int(listening)
    while modbus.modbus_tcp_accept(context, ctypes.byref(taken)) >= 0:
        serve(modbus, context)


if __name__ == "__main__":
    main()
