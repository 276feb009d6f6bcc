//! Who does what, sentence by sentence: `cargo run -p dixit-grammar --example clauses < article.txt`.
#![allow(clippy::print_stdout, reason = "a program")]

use std::io::{self, Read};

use dixit_grammar::Grammar;
use dixit_text::Scratch;

fn main() -> io::Result<()> {
    let mut text = String::new();
    io::stdin().read_to_string(&mut text)?;
    let tokens = dixit_tokens::tokenize(&text);
    let syntax = Grammar::embedded().read(&text, &tokens, &mut Scratch::default());
    let token = |i: u32| tokens.tokens()[i as usize].span;
    for clause in syntax.clauses() {
        let verb = syntax.lemma(clause.verb, tokens.tokens(), &text);
        let phrase = |head: Option<u32>| {
            let phrase = head.and_then(|head| syntax.phrase_of(head));
            phrase.map_or("-", |p| &text[token(p.tokens.start).cover(token(p.tokens.end - 1)).range()])
        };
        println!("{verb}\t{}\t{}\t{:?}", phrase(clause.subject), phrase(clause.object), clause.kind);
    }
    Ok(())
}
