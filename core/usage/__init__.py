"""The logbook of equipment and rooms (使用日志): lines and state that follow from acts, never typed (GMP 84, 86)."""
