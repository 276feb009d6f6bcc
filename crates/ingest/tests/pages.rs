//! The main text of whole pages, each in a layout of its own. Beside `pages/NAME.html` stands `NAME.txt`, the article as a
//! person would cut it out; an empty one where there is none.

use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};

use dixit_ingest::{Decoder, InputError, InputFormat, Reader, ReaderOptions};
use dixit_text::Document;

fn read(page: Vec<u8>) -> Result<Document, InputError> {
    let options = ReaderOptions { format: InputFormat::Html, ..ReaderOptions::default() };
    let raw =
        Reader::stream("page", Cursor::new(page), options).next().expect("a page").map_err(|f| f.error)?;
    Decoder::default().decode(raw).map(|decoded| decoded.document).map_err(|f| f.error)
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages")
}

fn page(name: &str) -> Document {
    read(fs::read(folder().join(name)).expect("the page is there")).expect("an article")
}

#[test]
fn articles_are_cut_out_of_pages() {
    let mut wrong = String::new();
    let mut pages = 0;
    for file in fs::read_dir(folder()).expect("the folder is there").map(|f| f.expect("a file").path()) {
        if file.extension().is_none_or(|e| e != "html") {
            continue;
        }
        pages += 1;
        let want = fs::read_to_string(file.with_extension("txt")).expect("each page has its text");
        let got = match read(fs::read(&file).expect("the page can be read")) {
            Ok(document) => document.text().to_owned(),
            Err(InputError::NoMainText) => String::new(),
            Err(error) => panic!("{}: {error}", file.display()),
        };
        let paragraphs = |text: &str| text.split("\n\n").map(|p| p.trim().to_owned()).collect::<Vec<_>>();
        let (got, want) = (paragraphs(&got), paragraphs(&want));
        for (sign, has, lacks) in [("-", &want, &got), ("+", &got, &want)] {
            for paragraph in has.iter().filter(|p| !lacks.contains(p)) {
                wrong += &format!("{}: {sign} {paragraph}\n", file.file_name().unwrap_or_default().display());
            }
        }
    }
    assert!(pages >= 13, "{pages} pages");
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn pages_say_what_they_are() {
    let facts = |name| {
        let d = page(name);
        [d.title, d.author, d.publisher, d.date, d.url, d.language].map(Option::unwrap_or_default)
    };
    assert_eq!(
        facts("blog-software.html"),
        [
            "The budget that would not balance",
            "Mina Farrow",
            "Harbourton Gazette",
            "2025-03-04T09:00:00+00:00",
            "https://gazette.example/2025/budget/",
            "en-GB"
        ]
    );
    // From JSON-LD, where authors are objects.
    assert_eq!(
        facts("hashed-names.html"),
        [
            "Two rivals talk of one company",
            "Ida Brandt, Sol Reyes",
            "The Kelmouth Courier",
            "2025-05-12T06:30:00Z",
            "https://courier.example/2025/05/12/business/merger.html",
            "en"
        ]
    );
    assert_eq!(facts("amp.html")[..3], ["Port strike enters second week", "Northern Wire", "Northern Wire"]);
    // From a byline in the page.
    assert_eq!(facts("tabloid.html")[..2], ["Trade shock!", "Rex Pike For The Daily Tattler"]);
}

#[test]
fn markup_becomes_text() {
    let text = |body: &str| {
        let filler =
            "<p>It rained on Monday, on Tuesday, and, as far as anyone could tell, in the night between.</p>";
        let page = format!("<html><body><div class=article>{filler}{body}</div></body></html>");
        let document = read(page.into_bytes()).expect("an article");
        document.text().split("\n\n").skip(1).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(text("<p>a<b>b</b>c <i>d</i>\n e</p>"), ["abc d e"]);
    assert_eq!(text("<p>one<br>two<br><br>three"), ["one\ntwo", "three"]);
    assert_eq!(text("<p>&ldquo;Fish &amp; chips&rdquo; &#8212; yes"), ["“Fish & chips” — yes"]);
    // Browsers put quotation marks around `q`.
    assert_eq!(text("<p><q>Yes</q>, she said"), ["“Yes”, she said"]);
    assert_eq!(text("<p>a<script>b < c</script>d<!-- <p>e --> f<svg><text>g</text></svg>"), ["ad f"]);
    assert_eq!(text("<p>a<p>b<div>c</div>d"), ["a", "b", "c", "d"]);
    assert_eq!(
        text(
            "<p hidden>a</p><p style='display: none'>b</p><p aria-hidden=true>c</p><p style='display: block; border: none'>d"
        ),
        ["d"]
    );
    assert_eq!(text("<p>a<span hidden>b</span>c<svg><a><div>d</div></a></p></svg>e</p><p>f"), ["ace", "f"]);
    assert_eq!(text("<P CLASS=x>a</P></span></i></section><p>b"), ["a", "b"]);
}
