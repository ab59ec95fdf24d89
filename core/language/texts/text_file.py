"""Sentences about text files that people write: form and fields."""

TEXTS: dict[str, tuple[str, str]] = {
    "text_file.at": ("{file}:{line}: {sentence}", "{file}:{line}: {sentence}"),
    "text_file.too_long": (
        "The file has more than {limit} characters. Split it.",
        "文件超过 {limit} 个字符。请拆分文件。",
    ),
    "text_file.empty": ("The file is empty.", "文件为空。"),
    "text_file.not_yaml": (
        "Not valid YAML: {problem}. Correct the spelling here or just above.",
        "不是有效的 YAML：{problem}。请更正此处或上一行的写法。",
    ),
    "text_file.bad_character": (
        "A character that no text file may hold. Delete it.",
        "含有文本文件不允许的字符。请删除。",
    ),
    "text_file.directive": (
        "A line that starts with % is a directive and is not read. Delete it.",
        "以 % 开头的行是指令，不予读取。请删除。",
    ),
    "text_file.second_document": (
        "A second document starts here. Keep one document a file.",
        "此处开始了第二个文档。每个文件只能有一个文档。",
    ),
    "text_file.anchor": (
        "Anchor or alias {name} is not read. Write the value out.",
        "不读取锚点或别名 {name}。请直接写出内容。",
    ),
    "text_file.tag": ("Tag {name} is not read. Delete it.", "不读取标记 {name}。请删除。"),
    "text_file.too_deep": (
        "More than {limit} levels inside each other. Write it flatter.",
        "嵌套超过 {limit} 层。请减少层次。",
    ),
    "text_file.key_not_text": (
        "A key must be a plain word. Write it without brackets.",
        "键须为普通文字。请去掉括号。",
    ),
    "text_file.key_twice": (
        "{key} stands here a second time. Delete one of the two.",
        "{key} 重复出现。请删除其中一项。",
    ),
    "text_file.key_missing": ("{key} is missing here. Add it.", "此处缺少 {key}。请补充。"),
    "text_file.key_unknown": (
        "{key} does not belong here. Delete it or correct its spelling.",
        "{key} 不应出现在此处。请删除或更正写法。",
    ),
    "text_file.key_unknown_meant": (
        "{key} does not belong here. Did you mean {meant}?",
        "{key} 不应出现在此处。是否应为 {meant}？",
    ),
    "text_file.table_wanted": (
        "Expected a table of keys and values here.",
        "此处应为由键和值组成的表。",
    ),
    "text_file.list_wanted": (
        "{key} must be a list with at least one item.",
        "{key} 应为列表，且至少有一项。",
    ),
    "text_file.text_wanted": (
        "{key} must be a text that is not empty.",
        "{key} 应为文字，不得为空。",
    ),
    "text_file.text_unfit": (
        "{key} must be one line of printable characters, at most {limit}.",
        "{key} 应为一行可打印字符，最多 {limit} 个。",
    ),
    "text_file.code_wanted": (
        "{key} is {text}; expected a code of at most 32 letters, digits, - _ or . that starts with a letter or digit.",
        "{key} 为 {text}，应为代码：最多 32 个字母、数字、- _ 或 . ，以字母或数字开头。",
    ),
    "text_file.whole_wanted": (
        "{key} is {text}; expected a whole number from {low} to {high}.",
        "{key} 为 {text}，应为 {low} 至 {high} 的整数。",
    ),
    "text_file.number_wanted": (
        "{key} is {text}; expected a number such as 12.500, with a point and without a unit.",
        "{key} 为 {text}，应为数字，如 12.500，用小数点，不带单位。",
    ),
    "text_file.quantity_wanted": (
        "{key} is {text}; expected a quantity above zero with a fitting unit, such as 12.500 kg.",
        "{key} 为 {text}，应为大于零的数量和适当的单位，如 12.500 kg。",
    ),
    "text_file.time_wanted": (
        "{key} is {text}; expected whole seconds up to 100 days, such as 30 min.",
        "{key} 为 {text}，应为整秒数，最长 100 天，如 30 min。",
    ),
    "text_file.choice_wanted": (
        "{key} is {text}; expected one of: {all}.",
        "{key} 为 {text}，应为以下之一：{all}。",
    ),
    "text_file.choice_wanted_meant": (
        "{key} is {text}. Did you mean {meant}? Expected one of: {all}.",
        "{key} 为 {text}，是否应为 {meant}？应为以下之一：{all}。",
    ),
    "text_file.item_twice": (
        "{text} stands twice in {key}. Delete one of the two.",
        "{text} 在 {key} 中重复。请删除其中一项。",
    ),
}
