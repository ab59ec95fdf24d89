"""All examples by name."""

from collections.abc import Callable, Mapping

from core.language import Language
from screens.frame import Framed
from screens.gallery import (
    changing,
    counting,
    deciding,
    demo,
    everyone,
    measuring,
    operating,
    reviewing,
    signing,
    weighing,
)

EXAMPLES: Mapping[str, Callable[[Language], Framed]] = {
    "startup-check": everyone.startup_check,
    "sign-in": everyone.sign_in,
    "locked": everyone.locked,
    "help": everyone.help_page,
    "devices-and-link": everyone.devices_and_link,
    "change": changing.change,
    "change-reason": changing.reason,
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
    "wrong-scan": signing.wrong_scan,
    "sign": signing.sign,
    "countersign": signing.countersign,
    "exception": signing.exception,
    "measurement": measuring.measurement,
    "equipment-reading": measuring.equipment_reading,
    "calculation": measuring.calculation,
    "choice": measuring.choice,
    "timer": measuring.timer,
    "ipc": counting.ipc,
    "label": counting.label,
    "reconciliation": counting.reconciliation,
    "samples-due": deciding.samples_due,
    "result-entry": deciding.result_entry,
    "review-list": deciding.review_list,
    "review": reviewing.review,
    "release": deciding.release,
    "trace": reviewing.trace,
    "ship": deciding.ship,
    "ship-customer": deciding.ship_customer,
    "plant-panel": demo.plant_panel,
}
