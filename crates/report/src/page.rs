//! The frame of every page: head, policy, styles, script.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest as _, Sha256};

use crate::words::visible;

/// The style sheet all pages share, for pages made elsewhere that are to look like them: colours for light and dark, type, focus.
pub const BASE: &str = include_str!("../assets/base.css");

/// The script of the button that changes between light and dark, for the same pages: it defines `themeButton(changed)`, which takes
/// the button of class `theme` into use.
pub const THEME: &str = include_str!("../assets/theme.js");

/// What a page is made of, beside what all have in common.
pub(crate) struct Page<'a> {
    pub(crate) title: &'a str,
    pub(crate) style: &'static str,
    pub(crate) script: &'static str,
    pub(crate) reach: Reach,
    pub(crate) body: Markup,
    /// What comes after the script, which runs before a browser has read it.
    pub(crate) rest: Markup,
}

/// What the script of a page may speak to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    Nothing,
    /// The server it comes from.
    OwnServer,
}

impl Page<'_> {
    /// The whole file.
    pub(crate) fn render(self) -> String {
        // The script is named by its hash, so that nothing an article holds could run even if it became markup.
        let hash = STANDARD.encode(Sha256::digest(self.script.as_bytes()));
        let reach = match self.reach {
            Reach::Nothing => "",
            Reach::OwnServer => " connect-src 'self';",
        };
        let policy = format!(
            "default-src 'none';{reach} style-src 'unsafe-inline'; script-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'"
        );
        html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta http-equiv="Content-Security-Policy" content=(policy);
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="generator" content=(concat!("dixit ", env!("CARGO_PKG_VERSION")));
                    title { (visible(self.title)) }
                    style { (PreEscaped(BASE)) (PreEscaped(self.style)) }
                }
                body {
                    (self.body)
                    script { (PreEscaped(self.script)) }
                    (self.rest)
                }
            }
        }
        .into_string()
    }
}

/// The button that changes between light and dark; the page's script shows it.
pub(crate) fn theme_button() -> Markup {
    html! {
        button.theme type="button" hidden { span aria-hidden="true" { "◐ " } span.label { "Dark" } }
    }
}
