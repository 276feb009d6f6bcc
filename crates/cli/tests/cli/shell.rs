//! Completions and manual pages are made from what the command line is.

use crate::harness::Dir;

#[test]
fn completions_know_commands_and_flags() {
    let dir = Dir::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = dir.dixit(&["completions", shell]).exit(0).out;
        assert!(script.contains("min-confidence") && script.contains("cluster"), "{shell}");
    }
    dir.dixit(&["completions", "sh"]).exit(2).says(&["possible values"]);
}

#[test]
fn each_command_has_a_manual_page() {
    let dir = Dir::new();
    dir.dixit(&["man", "share/man1"]).exit(0);
    let page = dir.read("share/man1/dixit-run.1");
    assert!(page.contains("min\\-confidence"), "{page}");
    assert!(dir.read("share/man1/dixit.1").contains("dixit\\-show"));
    dir.file("taken", "");
    dir.dixit(&["man", "taken"]).exit(2).says(&["cannot write into taken"]);
}
