"""The simulated plant that tests of devices share."""

PLAN = {
    "devices": [
        {"kind": "balance", "name": "Balance 1", "serial": "B123456789", "equipment": "E-BAL-01", "settle_s": 0.1},
        {"kind": "scanner", "name": "Scanner 1", "serial": "SCN99871"},
        {
            "kind": "equipment",
            "name": "Granulator",
            "serial": "GR-300-17",
            "tag_map": "granulator",
            "equipment": "E-GRAN-01",
        },
        {"kind": "equipment", "name": "Press", "serial": "PR-37-02", "tag_map": "press", "equipment": "E-PRESS-01"},
        {"kind": "printer", "name": "Printer 1", "serial": "XXZKJ140600001", "equipment": "E-PRN-01"},
    ]
}
