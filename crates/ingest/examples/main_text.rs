//! usage: main_text FOLDER [ROUNDS] > texts.jsonl
//!
//! Reads the pages of a folder (`*.html.gz`), writes their main texts for a scorer, and says what reading a page takes.

use std::io::{Cursor, Write as _};
use std::time::Instant;

use dixit_ingest::{Decoder, InputFormat, Raw, Reader, ReaderOptions};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args().nth(1).ok_or("which folder?")?;
    let rounds: usize = std::env::args().nth(2).map_or(Ok(1), |n| n.parse())?;
    let options = ReaderOptions { format: InputFormat::Html, ..ReaderOptions::default() };
    // Unpacked beforehand, so that nothing but reading pages is measured.
    let pages: Vec<Raw> = Reader::paths(vec![folder.into()], options).collect::<Result<_, _>>()?;
    let bytes: usize = pages.iter().map(|page| page.body.len()).sum();
    let (decoder, mut out, mut best) = (Decoder::default(), Cursor::new(Vec::new()), f64::INFINITY);
    for round in 0..rounds {
        let begun = Instant::now();
        let texts: Vec<_> = pages.iter().map(|page| decoder.decode(page.clone())).collect();
        best = best.min(begun.elapsed().as_secs_f64());
        for (page, text) in pages.iter().zip(texts).filter(|_| round == 0) {
            let text = text.as_ref().map_or("", |decoded| decoded.document.text());
            writeln!(out, "{}", serde_json::json!({"id": page.name, "text": text}))?;
        }
    }
    std::io::stdout().write_all(out.get_ref())?;
    let each = best * 1000.0 / pages.len() as f64;
    writeln!(
        std::io::stderr(),
        "{each:.2} ms a page, {:.0} MB/s, the best of {rounds}",
        bytes as f64 / best / 1e6
    )?;
    Ok(())
}
