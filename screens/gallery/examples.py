"""All examples by name."""

from collections.abc import Callable, Mapping

from core.language import Language
from screens.frame import Framed
from screens.gallery import counting, deciding, everyone, operating, weighing

EXAMPLES: Mapping[str, Callable[[Language], Framed]] = {
    "startup-check": everyone.startup_check,
    "sign-in": everyone.sign_in,
    "locked": everyone.locked,
    "help": everyone.help_page,
    "devices-and-link": everyone.devices_and_link,
    "my-work": operating.my_work,
    "batch-map": operating.batch_map,
    "instruction": operating.instruction,
    "line-clearance": operating.line_clearance,
    "scan": operating.scan,
    "charge-in": operating.charge_in,
    "weigh": weighing.weigh,
    "weigh-below": weighing.weigh_below,
    "weigh-above": weighing.weigh_above,
    "weigh-moving": weighing.weigh_moving,
    "wrong-scan": weighing.wrong_scan,
    "sign": weighing.sign,
    "countersign": weighing.countersign,
    "exception": weighing.exception,
    "measurement": operating.measurement,
    "equipment-reading": operating.equipment_reading,
    "calculation": operating.calculation,
    "choice": operating.choice,
    "timer": operating.timer,
    "ipc": counting.ipc,
    "label": counting.label,
    "reconciliation": counting.reconciliation,
    "samples-due": deciding.samples_due,
    "result-entry": deciding.result_entry,
    "review-list": deciding.review_list,
    "review": deciding.review,
    "release": deciding.release,
    "trace": deciding.trace,
    "ship": deciding.ship,
    "ship-customer": deciding.ship_customer,
}
