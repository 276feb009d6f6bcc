//! Text that was UTF-8 and was read as windows-1252 on its way: `â€œ` for `“`. Mended where that is certain.

use std::sync::LazyLock;

/// A text after mending.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Mended {
    pub(crate) text: String,
    /// Places that were mended.
    pub(crate) mended: usize,
    /// Places that look garbled and could not be.
    pub(crate) left: usize,
    /// Those mended that are quotation marks, apostrophes, dashes and the like, which every article has.
    marks: usize,
    /// Letters beyond ASCII that came through whole.
    whole: usize,
}

impl Mended {
    /// Whether the text as a whole went the wrong way, rather than a name or two that somebody pasted in: then its offsets are of
    /// use to nobody, and it is worth more mended.
    pub(crate) fn is_certain(&self) -> bool {
        const MANY: usize = 3;
        (self.mended >= MANY && self.mended > self.whole) || (self.marks > 0 && self.whole == 0)
    }
}

/// The byte that each letter above ASCII has in windows-1252.
static BYTES: LazyLock<std::collections::HashMap<char, u8>> = LazyLock::new(|| {
    (0x80..=0xFF_u8)
        .filter_map(|byte| {
            Some((encoding_rs::WINDOWS_1252.decode_without_bom_handling(&[byte]).0.chars().next()?, byte))
        })
        .collect()
});

/// The text with what was garbled as it was before; `None` if nothing looks garbled.
///
/// A run of letters above ASCII whose bytes in windows-1252 are UTF-8 was UTF-8: in no language does `â` stand before `€` and
/// another mark, or `Ã` before `©`.
pub(crate) fn mend(text: &str) -> Option<Mended> {
    // Such a run begins with one of â, Ã, Â, ð, Ä, Å and the like, whose own UTF-8 begins with this byte.
    memchr::memchr(0xC3, text.as_bytes())?;
    let mut out = Mended { text: String::with_capacity(text.len()), mended: 0, left: 0, marks: 0, whole: 0 };
    let mut rest = text;
    while let Some(begin) = rest.find(|c: char| !c.is_ascii()) {
        out.text.push_str(&rest[..begin]);
        rest = &rest[begin..];
        let run = &rest[..rest.find(|c: char| c.is_ascii()).unwrap_or(rest.len())];
        rest = &rest[run.len()..];
        mend_run(run, &mut out);
    }
    out.text.push_str(rest);
    (out.mended + out.left > 0).then_some(out)
}

/// Letters above ASCII: garbled ones are adjacent.
fn mend_run(run: &str, out: &mut Mended) {
    let mut chars = run.chars();
    while let Some(first) = chars.clone().next() {
        let bytes: Vec<u8> = chars.clone().map_while(|c| BYTES.get(&c).copied()).take(4).collect();
        let len = match bytes.first() {
            Some(0xC2..=0xDF) => 2,
            Some(0xE0..=0xEF) => 3,
            Some(0xF0..=0xF4) => 4,
            _ => 0,
        };
        let was = bytes.get(..len).filter(|_| len > 0).and_then(|bytes| std::str::from_utf8(bytes).ok());
        match was {
            Some(was) => {
                out.text.push_str(was);
                out.mended += 1;
                // U+2010 to U+203A: general punctuation.
                out.marks += usize::from(bytes[..2] == [0xE2, 0x80]);
                chars.by_ref().take(len).for_each(drop);
            }
            None => {
                // The rest of a quotation mark of which a byte had no letter.
                let left = first == 'â' && bytes.get(1) == Some(&0x80);
                out.left += usize::from(left);
                out.whole += usize::from(!left);
                out.text.push(first);
                chars.next();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_utf8_is_again_and_all_else_stays() {
        let garbled = |text: &str| {
            encoding_rs::WINDOWS_1252.decode_without_bom_handling(text.as_bytes()).0.into_owned()
        };
        for text in ["“It’s a café,” she said — naïvely.", "50 € and 🙂", "“déjà vu”"] {
            let got = mend(&garbled(text)).unwrap();
            assert_eq!((got.text.as_str(), got.left), (text, 0));
            // Beside text that came through whole.
            let got = mend(&format!("“Yes” {}", garbled(text))).unwrap();
            assert_eq!(got.text, format!("“Yes” {text}"));
        }
        for text in ["plain", "“café,” naïve, fête, Ångström, São Paulo, DÉJÀ", "GARÇON À LÂ", "âme, Âge"]
        {
            assert_eq!(mend(text), None, "{text}");
        }
        assert_eq!(mend("â€ bad").map(|m| (m.mended, m.left)), Some((0, 1)));
    }

    #[test]
    fn a_text_that_went_the_wrong_way_is_told_from_a_name_that_did() {
        for (text, certain) in [
            ("She said itâ€™s over.", true),
            ("â€œYes,â€\u{9d} she said.", true),
            ("JosÃ© met AndrÃ© in the cafÃ©.", true),
            ("JosÃ© said: “No.”", false),
            ("JosÃ© said no.", false),
            ("Itâ€™s “so” and “so”.", false),
        ] {
            assert_eq!(mend(text).map(|m| m.is_certain()), Some(certain), "{text}");
        }
    }
}
