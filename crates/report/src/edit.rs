//! Pages in which what was found is corrected.

use std::sync::LazyLock;

use dixit_record::{Offsets, Record};
use maud::{Markup, PreEscaped, html};

use crate::page::{Page, Reach};
use crate::{NoText, visible};

const STYLE: &str = include_str!("../assets/edit/edit.css");
const BODY: &str = include_str!("../assets/edit/body.html");
const SCRIPT: &str = concat!(
    include_str!("../assets/theme.js"),
    include_str!("../assets/edit/model.js"),
    include_str!("../assets/edit/view.js"),
    include_str!("../assets/edit/store.js"),
    include_str!("../assets/edit/edit.js"),
    include_str!("../assets/edit/start.js"),
);

/// The page of one article in which its quotations are corrected, as a whole HTML file; it hands the result out as a file in the
/// gold format. The record must count characters, as the gold format does.
///
/// # Errors
///
/// [`NoText`] where the record was made without `--with-text`.
///
/// # Panics
///
/// Where its offsets count anything but characters.
pub fn edit_page(record: &Record<'_>) -> Result<String, NoText> {
    assert_eq!(record.offsets, Offsets::Chars, "the gold format counts characters");
    if record.article.text.is_none() {
        return Err(NoText);
    }
    let title = record.article.title.as_deref().unwrap_or(&record.article.id);
    let json = serde_json::to_string(record).expect("a record can be written");
    let title = format!("{}: corrections", visible(title));
    Ok(page(&title, Reach::Nothing, data(&format!("{{\"record\":{json}}}"))))
}

/// The same for the articles of a server, which are asked for at `review/` beside the page.
///
/// It asks `review/queue` for a list of objects with `number`, `id`, `title` and `complete`; `review/articles/NUMBER` for an object
/// with `record` and `gold` (null where there is none); and puts the gold of an article there.
/// All have `?annotator=NAME`.
pub fn review_page() -> &'static str {
    static PAGE: LazyLock<String> =
        LazyLock::new(|| page("Corrections", Reach::OwnServer, data("{\"record\":null}")));
    &PAGE
}

fn page(title: &str, reach: Reach, rest: Markup) -> String {
    let body = html! { (PreEscaped(BODY)) };
    Page { title, style: STYLE, script: SCRIPT, reach, body, rest }.render()
}

/// Data for the script, which no browser takes for markup.
fn data(json: &str) -> Markup {
    // `</script>` and `<!--` end or change a script element; JSON has no other place for `<` than a string.
    let json = json.replace('<', "\\u003c");
    html! { script id="data" type="application/json" { (PreEscaped(json)) } }
}
