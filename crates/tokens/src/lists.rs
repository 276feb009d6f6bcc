//! The lists of words in `data/words.tsv`, read when the crate is built: at run time they are arrays.

const TABLE: &[u8] = include_bytes!("../data/words.tsv");

/// The number of words in the row of a class.
pub(crate) const fn count(class: &str) -> usize {
    let (start, end) = row(class);
    let (mut words, mut at) = (1, start);
    while at < end {
        words += (TABLE[at] == b' ') as usize;
        at += 1;
    }
    words
}

/// The words of a class, of which there are `N`.
pub(crate) const fn words<const N: usize>(class: &str) -> [&'static str; N] {
    let (start, end) = row(class);
    let mut words = [""; N];
    let (mut n, mut first, mut at) = (0, start, start);
    while at <= end {
        if at == end || TABLE[at] == b' ' {
            let (_, word) = TABLE.split_at(first);
            let (word, _) = word.split_at(at - first);
            words[n] = match std::str::from_utf8(word) {
                Ok(word) if !word.is_empty() => word,
                _ => panic!("no word"),
            };
            n += 1;
            first = at + 1;
        }
        at += 1;
    }
    assert!(n == N, "as many words as counted");
    words
}

/// Where the words of a class begin and end.
const fn row(class: &str) -> (usize, usize) {
    let class = class.as_bytes();
    let mut line = 0;
    while line < TABLE.len() {
        let mut end = line;
        while TABLE[end] != b'\n' {
            end += 1;
        }
        let mut same = 0;
        while same < class.len() && TABLE[line + same] == class[same] {
            same += 1;
        }
        if same == class.len() && TABLE[line + same] == b'\t' {
            return (line + same + 1, end);
        }
        line = end + 1;
    }
    panic!("the table has no such class")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_read_word_by_word() {
        assert_eq!(words::<{ count("clitic") }>("clitic"), ["s", "d", "m", "ll", "re", "ve"]);
        assert_eq!(count("starter"), 109);
        let rows = std::str::from_utf8(TABLE).expect("UTF-8").lines().filter(|line| !line.starts_with('#'));
        assert!(rows.into_iter().all(|row| row.matches('\t').count() == 1 && !row.contains("  ")));
    }
}
