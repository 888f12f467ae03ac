//! Links in Markdown: where they lead, and whether that is there.

use std::collections::BTreeSet;

use crate::tree::Source;

/// Every link of a page that leads nowhere: to a file that is not there, or to a heading that its page does not have.
/// Links to the web are not followed.
pub fn broken(pages: &[Source], is_file: &dyn Fn(&str) -> bool) -> Vec<String> {
    let anchors: BTreeSet<String> = pages.iter().flat_map(anchors).collect();
    let mut broken = Vec::new();
    for page in pages {
        for (line, link) in links(page) {
            let target = resolve(&page.path, &link);
            let (file, anchor) = target.split_once('#').map_or((target.as_str(), None), |(file, anchor)| (file, Some(anchor)));
            let is_there = if anchor.is_some() { anchors.contains(&target) } else { is_file(file) };
            if !is_there {
                broken.push(format!("{}:{line}: {link} leads nowhere", page.path));
            }
        }
    }
    broken
}

/// The links of a page that do not lead to the web, with their lines.
pub fn links(page: &Source) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (number, line) in text_lines(&page.text) {
        let text = without_code(line);
        let targets = text.match_indices("](").filter_map(|(at, _)| text[at + 2..].split(')').next());
        let targets = targets.map(|target| target.trim_matches(['<', '>'])).filter(|target| !target.contains("://"));
        found.extend(targets.map(|target| (number, target.to_owned())));
    }
    found
}

/// The lines outside of code, with their numbers.
fn text_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut in_code = false;
    text.lines().enumerate().filter_map(move |(index, line)| {
        let is_fence = line.trim_start().starts_with("```");
        in_code ^= is_fence;
        (!in_code && !is_fence).then_some((index + 1, line))
    })
}

/// A line without what stands in code spans. Brackets around a span stay.
fn without_code(line: &str) -> String {
    line.split('`').step_by(2).collect()
}

/// The headings of a page as links name them: GitHub's rule.
fn anchors(page: &Source) -> Vec<String> {
    let mut seen = Vec::new();
    let mut anchors = Vec::new();
    for (_, line) in text_lines(&page.text).filter(|(_, line)| line.starts_with('#')) {
        let heading = line.trim_start_matches('#').trim().replace('`', "");
        let kept: String = heading.chars().filter(|c| c.is_alphanumeric() || " -_".contains(*c)).collect();
        let slug = kept.to_lowercase().replace(' ', "-");
        let before = seen.iter().filter(|other| **other == slug).count();
        anchors.push(if before == 0 { format!("{}#{slug}", page.path) } else { format!("{}#{slug}-{before}", page.path) });
        seen.push(slug);
    }
    anchors
}

/// A link's target as a path from the project's root.
fn resolve(page: &str, link: &str) -> String {
    if link.starts_with('#') {
        return format!("{page}{link}");
    }
    let mut path: Vec<&str> = page.split('/').collect();
    path.pop();
    for step in link.split('/') {
        match step {
            ".." => drop(path.pop()),
            "." => {}
            step => path.push(step),
        }
    }
    path.join("/")
}
