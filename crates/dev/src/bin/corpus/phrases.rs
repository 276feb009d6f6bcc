//! Invented speech: sentences from parts, with rare names and numbers, and what newspapers do to them.

use std::sync::LazyLock;

use dixit_learn::Random;

/// Declares lists of `phrases.txt`.
macro_rules! lists {
    ($($vis:vis $list:ident = $name:literal,)*) => {
        $($vis static $list: LazyLock<Vec<&str>> = LazyLock::new(|| parts($name));)*
    };
}

lists! {
    pub(crate) OUTLETS = "outlets",
    pub(crate) EVENTS = "events",
    GIVEN = "given",
    BODIES = "bodies",
    pub(crate) NOUNS = "nouns",
    PLURALS = "plurals",
    ADJECTIVES = "adjectives",
    WHO = "who",
    WANT = "want",
    VERBS = "verbs",
    TIMES = "times",
    MONTHS = "months",
    JOINS = "joins",
    STOCK = "stock",
    NAME_BEGINS = "name_begins",
    NAME_MIDDLES = "name_middles",
    NAME_ENDS = "name_ends",
}

/// The parts in the list of this name.
fn parts(list: &str) -> Vec<&'static str> {
    let heading = |line: &str| line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) == Some(list);
    let lines = include_str!("phrases.txt").lines().skip_while(|line| !heading(line)).skip(1);
    lines.take_while(|line| !line.starts_with('[')).filter(|line| !line.is_empty()).collect()
}

/// One of the list, mostly one of the first, as Zipf's law has it.
pub(crate) fn early<'a>(random: &mut Random, list: &'a [&'a str]) -> &'a str {
    list[early_index(random, list.len())]
}

fn early_index(random: &mut Random, n: usize) -> usize {
    let x = random.below(1 << 20) as f64 / f64::from(1 << 20);
    (((n as f64 + 1.0).powf(x) - 1.0) as usize).min(n - 1)
}

pub(crate) struct Person {
    pub(crate) name: String,
    pub(crate) role: String,
}

/// Who speaks, and what they have said that others take up.
pub(crate) struct Speech {
    pub(crate) people: Vec<Person>,
    /// First halves that unrelated quotations share.
    shared: Vec<String>,
}

impl Speech {
    pub(crate) fn new(random: &mut Random) -> Self {
        let person = |random: &mut Random| {
            let name = format!("{} {}", random.pick(&GIVEN), rare(random));
            let role = match random.below(3) {
                0 => format!("mayor of {}", rare(random)),
                1 => format!("head of the {} {}", random.pick(&NOUNS), random.pick(&BODIES)),
                _ => format!("spokeswoman for the {} {}", rare(random), random.pick(&BODIES)),
            };
            Person { name, role }
        };
        Self { people: (0..600).map(|_| person(random)).collect(), shared: Vec::new() }
    }

    pub(crate) fn person(&self, random: &mut Random) -> usize {
        early_index(random, self.people.len())
    }

    /// One to three sentences.
    pub(crate) fn quotation(&mut self, random: &mut Random) -> String {
        let sentences = [1, 1, 1, 2, 2, 3][random.below(6)];
        let mut parts: Vec<String> = (0..sentences).map(|_| sentence(random)).collect();
        if random.one_in(10) {
            parts.insert(random.below(parts.len() + 1), random.pick(&STOCK).to_owned());
        }
        if parts.len() > 1 && random.one_in(8) {
            // The same beginning as somebody else's, and then something else.
            if self.shared.len() > 200 && random.one_in(2) {
                parts[0] = self.shared[random.below(self.shared.len())].clone();
            } else {
                self.shared.push(parts[0].clone());
            }
        }
        parts.join(". ")
    }

    /// The quotation as another article has it; `None` where it is too short to be cut or changed.
    pub(crate) fn variant(&self, quotation: &str, random: &mut Random) -> Option<String> {
        let edits = if random.one_in(6) { 2 } else { 1 };
        let mut words: Vec<String> = quotation.split(' ').map(str::to_owned).collect();
        for _ in 0..edits {
            edit(&mut words, random)?;
        }
        Some(words.join(" "))
    }
}

/// Does one thing that newspapers do. At least five of the words stay.
fn edit(words: &mut Vec<String>, random: &mut Random) -> Option<()> {
    let n = words.len();
    if n < 7 {
        return None;
    }
    match random.below(6) {
        // Other punctuation.
        0 => {
            for word in words.iter_mut() {
                if word.ends_with(['.', ',']) || random.one_in(9) {
                    let bare = word.trim_end_matches(['.', ',']).to_owned();
                    *word = format!("{bare}{}", random.pick(&["", ",", ";", " –", "."]));
                }
            }
        }
        // Cut shorter, at one end or both.
        1 => {
            let keep = (n * (45 + random.below(50)) / 100).max(5);
            let start = random.below(n - keep + 1);
            words.drain(start + keep..);
            words.drain(..start);
        }
        // A fragment.
        2 => {
            let keep = 6.min(n) + random.below(5.min(n - 6 + 1));
            let keep = keep.min(n);
            let start = random.below(n - keep + 1);
            words.drain(start + keep..);
            words.drain(..start);
        }
        // Something left out in the middle.
        3 => {
            let out = (1 + random.below(n / 2)).min(n - 6);
            let start = 2 + random.below(n - out - 3);
            words.drain(start..start + out);
            words.insert(start, random.pick(&["…", "...", "[...]", ". . ."]).to_owned());
        }
        // A word or two explained in brackets.
        4 => {
            let at = random.below(n - 1);
            let edit = format!("[the {}]", random.pick(&NOUNS));
            words.splice(at..at + 1 + random.below(2).min(n - 6), [edit]);
        }
        // A word changed.
        _ => words[random.below(n)] = random.pick(&NOUNS).to_owned(),
    }
    Some(())
}

/// A name that few others share.
fn rare(random: &mut Random) -> String {
    format!("{}{}{}", random.pick(&NAME_BEGINS), random.pick(&NAME_MIDDLES), random.pick(&NAME_ENDS))
}

fn sentence(random: &mut Random) -> String {
    let mut out = format!("{} {} {}", random.pick(&WHO), random.pick(&WANT), deed(random));
    if !random.one_in(3) {
        out += &time(random);
    }
    if random.one_in(2) {
        let (who, want) = (random.pick(&WHO).to_lowercase(), random.pick(&WANT));
        out += &format!(" {} {who} {want} {}", random.pick(&JOINS), deed(random));
    }
    out
}

fn deed(random: &mut Random) -> String {
    format!("{} {}", random.pick(&VERBS), object(random))
}

fn time(random: &mut Random) -> String {
    match random.below(5) {
        0 => format!(" in {}", 1950 + random.below(90)),
        1 => format!(" on the {} of {}", 2 + random.below(28), random.pick(&MONTHS)),
        2 => format!(" {} {} ago", 2 + random.below(40), random.pick(&["years", "months", "weeks", "days"])),
        _ => format!(" {}", random.pick(&TIMES)),
    }
}

fn object(random: &mut Random) -> String {
    match random.below(5) {
        0 => format!("the {} {} in {}", random.pick(&ADJECTIVES), random.pick(&NOUNS), rare(random)),
        1 => {
            format!(
                "{} of the {} {}",
                12 + random.below(9000),
                random.pick(&ADJECTIVES),
                random.pick(&PLURALS)
            )
        }
        2 => format!("the {} of {} and {}", random.pick(&NOUNS), rare(random), rare(random)),
        3 => {
            format!(
                "every {} {} that {} promised",
                random.pick(&ADJECTIVES),
                random.pick(&NOUNS),
                rare(random)
            )
        }
        _ => format!(
            "the {} {} for {} {}",
            random.pick(&ADJECTIVES),
            random.pick(&NOUNS),
            12 + random.below(900),
            random.pick(&PLURALS)
        ),
    }
}

pub(crate) const PLATFORMS: &[&str] = &["Chirrup", "Townsquare", "Vidstream"];
