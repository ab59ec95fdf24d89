"""OPC UA; the one place that uses asyncua (LGPL-3.0-or-later), which comes only with the extra `countersign[opcua]`."""

from hardware.opcua.credentials import Credentials, read_credentials
from hardware.opcua.nodemap import NodeMap, NodeTag, node_map, read_node_map
from hardware.opcua.security import Security
from hardware.opcua.session import NodeAnswer, OpcuaSession, is_opcua_address

__all__ = [
    "Credentials",
    "NodeAnswer",
    "NodeMap",
    "NodeTag",
    "OpcuaSession",
    "Security",
    "is_opcua_address",
    "node_map",
    "read_credentials",
    "read_node_map",
]
