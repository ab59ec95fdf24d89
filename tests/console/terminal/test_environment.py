from console.environment import clear_environment


def test_nothing_of_textual_is_inherited_but_what_is_set_by_name() -> None:
    environment = {
        "PATH": "/bin",
        "TERM": "xterm-256color",
        "TEXTUAL": "devtools",
        "TEXTUAL_DRIVER": "evil:Driver",
        "TEXTUAL_PRESS": "ctrl+q",
        "TEXTUAL_LOG": "textual.log",
        "TEXTUAL_ALLOW_SIGNALS": "1",
        "TEXTUAL_ANIMATIONS": "full",
        "ESCDELAY": "9999",
    }
    clear_environment(environment)
    wanted = {"TEXTUAL_ANIMATIONS": "none", "TEXTUAL_FPS": "240"}
    assert environment == {"PATH": "/bin", "TERM": "xterm-256color", **wanted}
