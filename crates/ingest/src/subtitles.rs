//! SRT and WebVTT: transcripts of what was said, in cues with their times.
//!
//! Own code: of a cue only its words are wanted, which is less than any crate for it reads, and files are seldom well-formed.

use crate::article::Article;
use crate::fields::Field;

/// Silence that parts paragraphs, in seconds.
const SILENCE: f64 = 2.0;

/// The words of all cues: those that follow one another in one paragraph, a new one where the speaker changes or nobody speaks.
pub(crate) fn article(text: &str) -> Article {
    let mut out = String::new();
    let (mut end, mut voice) = (0.0, String::new());
    for cue in text.replace("\r\n", "\n").split("\n\n") {
        let mut lines = cue.lines().skip_while(|line| !line.contains("-->"));
        let Some((from, to)) = lines.next().and_then(|line| line.split_once("-->")) else { continue };
        let begin = seconds(from).unwrap_or(end);
        for (number, line) in lines.enumerate() {
            let (speaker, words) = spoken(line);
            let words = words.trim();
            let marked = words.strip_prefix(">>").or(words.strip_prefix("- ")).map(str::trim);
            let changes = marked.is_some() || speaker.as_ref().is_some_and(|speaker| *speaker != voice);
            if words.is_empty() {
                continue;
            }
            let parted = changes || (number == 0 && begin - end >= SILENCE);
            if !out.is_empty() {
                out.push_str(if parted { "\n\n" } else { " " });
            }
            if let Some(speaker) = speaker.filter(|_| changes) {
                out.push_str(&speaker);
                out.push_str(": ");
                voice = speaker;
            }
            out.push_str(marked.unwrap_or(words));
        }
        end = seconds(to).unwrap_or(begin);
    }
    let mut article = Article::default();
    article.offer(Field::Text, 0, &out);
    article
}

/// `00:01:02,500`, and what WebVTT may write after it.
fn seconds(time: &str) -> Option<f64> {
    let time = time.split_whitespace().next()?.replace(',', ".");
    time.split(':').try_fold(0.0, |sum, part| Some(sum * 60.0 + part.parse::<f64>().ok()?))
}

/// The speaker, if `<v Name>` gives one, and the words without tags.
fn spoken(line: &str) -> (Option<String>, String) {
    let (mut speaker, mut words, mut rest) = (None, String::new(), line);
    while let Some(begin) = rest.find('<') {
        let Some(len) = rest[begin..].find('>') else { break };
        words.push_str(&rest[..begin]);
        let tag = &rest[begin + 1..begin + len];
        if let Some((name, who)) = tag.split_once(' ')
            && (name == "v" || name.starts_with("v."))
        {
            speaker = Some(who.trim().to_owned());
        }
        rest = &rest[begin + len + 1..];
    }
    words.push_str(rest);
    (speaker, words)
}
