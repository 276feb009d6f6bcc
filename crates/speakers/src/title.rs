//! The several names of one office.

use dixit_entities::lexicon::fold;

/// Words of a title that say nothing about the office.
pub(crate) fn is_small(word: &str) -> bool {
    matches!(
        word,
        "the"
            | "The"
            | "a"
            | "an"
            | "of"
            | "for"
            | "and"
            | "his"
            | "her"
            | "their"
            | "at"
            | "in"
            | "'s"
            | "’s"
            | "former"
            | "current"
            | "then"
    )
}

/// One hash for the several names of an office: `Sen.` and `senator`.
pub(crate) fn office(word: &str) -> u64 {
    let stem = match word.trim_end_matches('.') {
        "Sen" | "senator" | "Senator" => "senator",
        "Rep" | "representative" | "Representative" | "congressman" | "congresswoman" | "Congressman"
        | "Congresswoman" | "lawmaker" => "representative",
        "Gov" | "governor" | "Governor" => "governor",
        "Gen" | "general" | "General" => "general",
        "Dr" | "doctor" | "Doctor" | "physician" => "doctor",
        "Prof" | "professor" | "Professor" => "professor",
        "attorney" | "lawyer" | "counsel" => "lawyer",
        "advisor" | "adviser" => "adviser",
        "nominee" | "candidate" | "Nominee" | "Candidate" => "candidate",
        "spokesperson" | "spokesman" | "spokeswoman" => "spokesman",
        "chairman" | "chairwoman" | "chair" | "chairperson" | "Chairman" | "Chairwoman" => "chairman",
        "Republican" | "GOP" => "republican",
        "Democrat" | "Democratic" => "democrat",
        other => other,
    };
    fold(stem)
}
