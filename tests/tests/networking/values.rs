//! Every body of the document: drawn values through the client's types.

use basetype_tests::behaviour::Report;
use basetype_tests::document::Side;

use crate::client::Generated;
use crate::document;

#[test]
fn every_body_keeps_what_the_document_says() {
    let document = document();
    let report = Report::of(&document, &mut Generated, |side| *side == Side::Request || side.is_success());
    println!("{report}");
    let sides: Vec<Side> = document.json_bodies().into_iter().map(|body| body.side).collect();
    let wanted = sides.iter().filter(|side| **side == Side::Request || side.is_success()).count();
    assert_eq!(report.bodies.len(), wanted);
    for (body, tally) in &report.bodies {
        assert!(tally.of("values came back") > 0, "{body}");
        assert!(tally.of("values without a required member or item were refused") > 0, "{body}");
        assert!(tally.of("values with an unknown member came back") > 0, "{body}");
    }
    assert!(report.failures.is_empty(), "{report}");
}
