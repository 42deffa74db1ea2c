//! Reads the host off a web address.
//!
//! Which labels of a host name an outlet is for those who know outlets.

/// The host of an address as it is written, without user, port and closing dot; the scheme may be
/// missing. Linear in the length.
#[must_use]
pub fn host(address: &str) -> Option<&str> {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#']).next()?;
    let host = host.rsplit('@').next()?.split(':').next()?.trim_end_matches('.');
    (!host.is_empty()).then_some(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_stand_between_scheme_and_path() {
        for (address, expected) in [
            ("https://www.Quay.example/a/b?c=http://d.example", Some("www.Quay.example")),
            ("http://anna@quay.example:8080#top", Some("quay.example")),
            ("quay.example./news", Some("quay.example")),
            ("https:///a", None),
            ("", None),
        ] {
            assert_eq!(host(address), expected, "{address}");
        }
    }
}
