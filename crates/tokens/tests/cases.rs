//! One line a case: quotation marks, sentence ends and paragraphs.
//!
//! A case is the text with its analysis written into it: `{` and `}` around a passage between quotation marks,
//! `~}` where its closing mark is missing, `+{` where it carries on the passage of the paragraph before,
//! `|` between two sentences and `¶` between two paragraphs.

use dixit_tokens::tokenize;

/// Reads `case` without its signs and writes the analysis back; both must be the same.
fn check(case: &str) {
    let text: String = case.replace("~}", "").replace("+{", "").replace(['{', '}', '|', '¶'], "");
    let layer = tokenize(&text);
    // Where a sign stands, in what order at one place, and the sign.
    let mut signs: Vec<(u32, u8, &str)> = Vec::new();
    for q in layer.quoted() {
        signs.push((q.outer.start(), 9, if q.continues.is_some() { "+{" } else { "{" }));
        signs.push((q.outer.end(), 1, if q.closed { "}" } else { "~}" }));
    }
    for p in layer.paragraphs() {
        for s in p.sentences.clone() {
            if s + 1 < p.sentences.end {
                signs.push((layer.sentences()[s as usize].span.end(), 5, "|"));
            } else if (s as usize) + 1 < layer.sentences().len() {
                signs.push((layer.sentences()[s as usize].span.end(), 5, "¶"));
            }
        }
    }
    signs.sort();
    let (mut actual, mut at) = (String::new(), 0);
    for (place, _, sign) in signs {
        actual += &text[at..place as usize];
        actual += sign;
        at = place as usize;
    }
    actual += &text[at..];
    assert_eq!(actual, case, "\n  found: {actual}\n wanted: {case}");
}

#[test]
fn curly_marks() {
    check("{“It won’t rain,”} she said.");
    check("{“It won’t rain,”} she said, {“and it won’t snow.”}");
    check("She said it was {“in-depth and constructive,”} with both sides agreeing to {“shorten the list.”}");
    check("{“The mayor told me {‘never again’} twice,”} he said.");
    check("{“{‘Never again’} is what she said,”} he recalled.");
    check("{“She said {‘never again.’}”}| He nodded.");
    check("The {“deal”} was a {“disaster.”}");
    check("({“Nonsense,”} said the aide.)");
    check("—{“Nonsense,”} said the aide.");
    check("He called it a {“so-called {‘reform’}”}.");
    check("The song {“Hello”} was played.");
    check("{“Yes”}/{“No”} was all the form asked.");
}

#[test]
fn straight_marks() {
    check("{\"It won't rain,\"} she said.");
    check("She said, {\"It won't rain.\"}| He said, {\"It will.\"}");
    check("{\"I was there,\"} he said, {\"and I saw it.\"}");
    check("{\"The mayor told me {'never again'} twice,\"} he said.");
    check("{\"She told me, {'Go home.'}\"}");
    check("{\"{'Never'} is a word I never use,\"} he said.");
    check("The {\"deal\"} was a {\"disaster.\"}");
    check("({\"Nonsense,\"} said the aide.)");
    check("He called it {\"a disaster\"}; she called it {\"a triumph\"}.");
    check("The plan--{\"a disaster,\"} he said--failed.");
    check("He has {\"no idea,\"} she said.");
    check("{\"...and then it ended,\"} she said.");
    check("{\"$5 million is not enough,\"} she said.");
    check("{\"(Laughs) No,\"} she said.");
    check("{\"[The bill] is dead,\"} she said.");
    check("{\"I was—\"} she began.");
    check("{\"90 percent,\"} she said.");
}

#[test]
fn straight_marks_with_faults() {
    // A missing space.
    check("{\"It rained,\"}she said.");
    check("She said,{\"It rained.\"}");
    check("{\"It rained\"},{\"it snowed\"} and {\"it blew\"}.");
    // Loose marks.
    check("{\" It rained, \"} she said.");
    check("She said {\" it rained \"} twice.");
    // Nothing between the marks.
    check("The field \"\" was empty.");
}

#[test]
fn one_bad_mark_stays_local() {
    check("{\"It rained, she said.~}¶\n+{\"It snowed,\"} he said.");
    check("{“It rained, she said.~}¶\n\nHe said {“it snowed”} twice.");
    check("It rained,\" she said.¶\n\n{\"It snowed,\"} he said.");
    check("It rained,” she said.¶\n\n{“It snowed,”} he said.");
    check("{“It rained, she said.~}| {“It snowed,”} he said.");
    check("{\"It rained, she said.~}| {\"It snowed,\"} he said.");
    check("He said it rained\" and left.| {\"It snowed,\"} she said.");
    check("He said it rained” and left.| {“It snowed,”} she said.");
    check("A {“stray“} mark faced the wrong way.");
    check("A {”stray”} mark faced the wrong way.");
    check("{“It rained\"} mixes the kinds.");
    check("{\"It rained”} mixes the kinds.");
}

#[test]
fn marks_of_other_kinds_inside() {
    check("{\"The senator sang {“Hello”} and {“Goodbye”} to us,\"} she wrote.");
    check("{\"The senator sang {“Hello”} to us, and we listened.~}¶\n\n+{\"Then she left.\"}");
    check("{“He said {“never”} to me,”} she said.");
    check("{«He said {“never”} to me»}, she said.");
    check("{“He said {«never»} to me,”} she said.");
}

#[test]
fn apostrophes_are_no_marks() {
    check("It's the dogs' owner who won't pay the Joneses' bill.");
    check("Rock 'n' roll in the '90s made 'em rich.");
    check("Rock ’n’ roll in the ’90s made ’em rich.");
    check("The ‘90s were the O’Briens’ best years.");
    check("{\"The states' rights are the people's rights,\"} he said.");
    check("{“The states’ rights are the people’s rights,”} he said.");
    check("{'The dogs' owners are here,'} she said.");
    check("{‘The dogs’ owners are here,’} she said.");
    check("We were fixin' to go when y'all were sleepin'.");
    check("The class of '08 met the class of '16.");
    check("Hawai'i and the Qur'an, d'Artagnan and O'Hara.");
    check("Ma'am, it's five o'clock.");
    check("Charles' and James' cars are the Harrises'.");
}

#[test]
fn single_marks() {
    check("{'It rained,'} she said.");
    check("{‘It rained,’} she said.");
    check("{‘He told me {“never”} twice,’} she said.");
    check("{'He told me {\"never\"} twice,'} she said.");
    check("Minister says deal is {'dead'}");
    check("Minister: {‘We can’t go on’}");
    check("The {'deal'} was a {'disaster'}, he said.");
    check("The {'90-day plan'} failed.");
    check("{'We're done,'} he said, {'and they're done.'}");
}

#[test]
fn inches_and_minutes() {
    check("He is 6'2\" tall.");
    check("{\"He is 6'2\" tall,\"} she said.");
    check("The 12\" record played at 45.");
    check("A 5'11\" guard and a 6'8\" forward.");
    check("The point is 40°26'46\" north.");
    check("He bought {\"the 12\" single\"} there.");
}

#[test]
fn doubled_and_foreign_marks() {
    check("{``It rained,''} she said.");
    check("{''It rained,''} she said.");
    check("She called it {''a disaster.''}| He agreed.");
    check("{„Es regnet“}, sagte sie.");
    check("{„It rained,”} she said.");
    check("{«Il pleut»}, dit-elle.");
    check("{»Es regnet«}, sagte sie.");
    check("{‘‘It rained,’’} she said.");
    check("{`It rained,'} she said.");
    check("{＂It rained,＂} she said.");
}

#[test]
fn marks_in_the_wrong_encoding() {
    check("{â€œIt rained,â€\u{9d}} she said.");
    check("{â€œIt rained,â€} she said.");
    check("{â€œIt wonâ€™t rain,â€} she said.");
    check("{â€œHe said {â€˜neverâ€™} to me,â€} she said.");
    check("The plan â€” a {â€œdisasterâ€} â€” failed.");
}

#[test]
fn over_paragraphs() {
    check("{“It rained.~}¶\n\n+{“It snowed.~}¶\n\n+{“It blew,”} she said.");
    check("{\"It rained.~}¶\n\n+{\"It snowed.~}¶\n\n+{\"It blew,\"} she said.");
    check("{“It rained.~}¶\n+{“It snowed,”} she said.");
    check("{“It rained,”} she said.| {“It snowed.~}¶\n\n+{“It blew.”}");
    check("{“It rained,”} she said.¶\n\n{“It snowed,”} he said.");
    check("{‘It rained.~}¶\n\n+{‘It snowed,’} she said.");
    check("{“It rained.~}¶\n\n+{It snowed,”} she said.");
    check("{“It rained.~}¶\n\nNobody spoke.¶\n\n{“It snowed,”} she said.");
}

#[test]
fn plain_sentences() {
    check("It rained.| It snowed.");
    check("Did it rain?| It did!| Good.");
    check("It rained... and then it snowed.");
    check("It rained...| Then it snowed.");
    check("It rained…| Then it snowed.");
    check("It rained . . . and then it snowed.");
    check("It rained. ...| Then it snowed.");
    check("It rained?!| Yes.");
    check("It rained.|Then it snowed.");
    check("it rained.| it snowed.");
    check("He rose; she sat: they spoke.");
    check("It rained.[6]| It snowed.[7]");
    check("It rained. [6]| It snowed.");
    check("(It rained.)| It snowed.");
    check("It rained (it snowed, too.) and blew.");
    check("Jeb! was on the ballot.| Yahoo! was not.");
    check("He watched {\"Jeopardy!\"} and left.");
    check("His iPhone rang.| iPhones do.");
}

#[test]
fn closing_marks_after_stops() {
    check("{“It rained.”}| Nobody cared.");
    check("{\"It rained.\"}| Nobody cared.");
    check("{“It rained.| It snowed,”} she said.");
    check("{“It rained,”} she said.| {“It snowed.”}| Nobody cared.");
    check("{“Did it rain?”} he asked.| {“Yes.”}");
    check("{“Did it rain?”} Doe asked.| {“Yes.”}");
    check("{\"Did it rain?\"} Mr. Doe asked reporters.| {\"Yes.\"}");
    check("{“Stop!”} Sen. Jane Doe shouted.");
    check("{“Did it rain?”}| The crowd laughed.");
    check("He asked, {“Did it rain?”}| She nodded.");
    check("He said it was {“over.”}| Then he left.");
    check("He said it was {“over”}.| Then he left.");
    check("{“I will go.”} he said.");
    check("{“{‘It rained.’}”}| Nobody cared.");
    check("He said ({“it’s over.”})| Then he left.");
    check("{“It rained.”}| {“It snowed.”}");
    check("{“It rained,”} she said.| {“It snowed.”}");
    check("{“Really?”} and {“No!”} were heard.");
}

#[test]
fn titles_and_names() {
    check("Sen. Jane Doe met Rep. John Roe.| Gov. Poe did not.");
    check("Mr. Doe and Mrs. Roe met Dr. Poe.");
    check("Gen. J. R. Doe spoke.| Lt. Col. Roe listened.");
    check("John F. Doe met J. P. Roe.");
    check("John Doe Jr. spoke.| He left.");
    check("John Doe Jr. of Ohio spoke.");
    check("George W. Doe and George H.W. Roe spoke.");
    check("They chose Plan B.| The rest is history.");
    check("So did I.| He left.");
    check("Roe v. Doe was decided.");
    check("St. Louis is near Ft. Doe.");
    check("He lives on Main St.| The house is small.");
    check("Prof. Doe, of Doe Univ., spoke.");
    check("The Rev. Jane L. Doe prayed.");
    check("Doe et al. disagree.");
    check("Charles G. and David H. Doe paid.");
}

#[test]
fn places_and_organizations() {
    check("The U.S. Senate met.");
    check("He left the U.S.| He never came back.");
    check("He left the U.S.| {“We are free,”} he said.");
    check("He left the U.S. {“voluntarily”} in May.");
    check("The U.S.-led talks failed.");
    check("The U.N. Security Council met in Washington, D.C., on Monday.");
    check("She lives in Washington, D.C.| The house is small.");
    check("Acme Inc. said it would sell.| Doe Corp. did not.");
    check("He founded Acme Inc.| It failed.");
    check("He founded Acme Co.| In 2001 it failed.");
    check("Sen. Jane Doe, D-Calif., spoke.| Sen. John Roe, R-S.C., did not.");
    check("Sen. Jane Doe (D-Calif.) spoke.");
    check("Jane Doe, Ph.D., spoke.");
}

#[test]
fn times_dates_and_numbers() {
    check("It began at 8 a.m. Monday and ended at 9 p.m. Tuesday.");
    check("It began at 8 a.m.| The crowd was small.");
    check("It began at 7:19 p.m. EST.");
    check("It began at 10 a.m. (CDT) sharp.");
    check("It happened on Jan. 5, 2016, and Sept. 11.");
    check("It happened in Jan.| The crowd was small.");
    check("It rose 3.5 percent to $1,200.50.| It fell later.");
    check("It cost $5.| It was worth it.");
    check("No. 5 won.| See fig. 3 and vol. 2.");
    check("Did he win?| No.| He lost.");
    check("He won in 2016.| He lost in 2020.");
    check("It grew by .5 percent.");
    check("Version 2.0 is out.| Use it.");
    check("It weighs approx. 5 pounds.");
}

#[test]
fn lists_rules_and_datelines() {
    check("1. Make a plan.");
    check("2) Keep it.");
    check("OK.| He left.");
    check("{‘ … and then it ended,’} she said.");
    check("A. Make a plan.");
    check("WASHINGTON (AP) — It rained.| It snowed.");
    check("RENO, Nev. (AP) — It rained.");
    check("CHARLESTON, S.C. — In the fall it rained.");
    check("JACKSON, Miss. - It rained.");
    check("LA CROSSE, Wis. — It rained.");
    check("___¶\n\nIt rained.");
    check("___.¶\n\n8:20 a.m.¶\n\nIt rained.");
    check("It rained.| ***| It snowed.");
    check("He said oh s--- and left.");
    check("Photo: Jane Doe/Acme.");
    check("Jane Doe speaks on Monday.| (John Roe/Acme)");
    check("e.g. The Times and i.e. The Post.");
    check("BLITZER: Did it rain?| DOE: Yes.");
    check("See example.com.| It works.");
    check("Send it to a.doe@example.org.| Thanks.");
}

#[test]
fn paragraphs_and_headlines() {
    check("Doe wins¶\n\nIt rained.");
    check("Doe wins¶\nIt rained all day, and nobody came to the square.¶\nThen it snowed.");
    check("Doe wins¶\r\n\r\nIt rained.");
    check("Doe wins¶\n \t\nIt rained.");
    check("The senator rose to say that nobody had told her anything\nabout the plan, and sat down.");
    check("- one thing¶\n- another thing");
    check("Name: Jane Doe¶\nAge: 27¶\nCity: Reno");
    check(
        "The senator rose to say that nobody had told her anything about\nthe plan, and that she would not vote for it.| Then Jane Doe of\nReno, who had come for the vote, sat down.| Nobody else spoke, and\nthe day ended.",
    );
    check(
        "{“It rained all day in the town, and nobody came to the square\nwhere the senator was to speak about the plan that she had made\nfor it,”} Doe said.| He went home.",
    );
    // Paragraphs that are told by their indent, and a last one too short to tell by itself.
    check(
        "    The quay will close for a week, the harbour master of Kelmouth\nsaid on Monday.¶\n    He had told the owners of all boats, he said, and none of Tilda\nRoake’s was at sea.¶\n    Nobody else spoke, and when it was late the hall was empty, Ada\nOkoye wrote.¶\n\n{“We were not asked, and we will not be,”} she had from Mina\nFarrow, a painter.",
    );
    check("It rained all day in the town, said Mina Farrow¶\nWritten by Ada Okoye");
}

#[test]
fn a_sentence_without_end_is_cut_between_words() {
    let layer = tokenize(&"He said that it’s late, ".repeat(1000));
    let sentences = layer.sentences();
    assert!(sentences.iter().all(|s| s.tokens.len() <= 400) && sentences.len() < 40);
    assert!(sentences.iter().all(|s| !layer.tokens()[s.tokens.start as usize].joined));
    assert!(sentences.windows(2).all(|pair| pair[0].tokens.end == pair[1].tokens.start));
    // Where there is no white space, anywhere.
    let layer = tokenize(&"a(".repeat(500));
    assert_eq!(layer.sentences().len(), 3);
}
