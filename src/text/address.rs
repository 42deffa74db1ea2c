//! When two web addresses are of one page.

use std::sync::LazyLock;

use super::host;

/// Parameters that say nothing of the page: whole names, and beginnings of names.
static LEFT_OUT: LazyLock<(Vec<&str>, Vec<&str>)> = LazyLock::new(|| {
    let names =
        include_str!("../../data/address-parameters.txt").lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let (begun, whole): (Vec<&str>, Vec<&str>) = names.partition(|name| name.ends_with('*'));
    (whole, begun.into_iter().map(|name| name.trim_end_matches('*')).collect())
});

/// The address of a page without what may differ between two ways to it: scheme, `www.`, port,
/// letter case of the host, closing slashes, place in the page, and parameters that say where
/// the reader came from (`data/address-parameters.txt`). None if it is no address of a page of
/// its own: no web address, or that of a whole site. Linear in the length.
#[must_use]
pub fn page_address(address: &str) -> Option<String> {
    let address = address.trim();
    let rest = match address.split_once("://") {
        Some((scheme, rest)) => ["http", "https"].iter().any(|known| scheme.eq_ignore_ascii_case(known)).then_some(rest)?,
        None => address.strip_prefix("//")?,
    };
    let host = host(rest)?.to_ascii_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    if !host.contains('.') || host.contains(char::is_whitespace) {
        return None;
    }
    let host_end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let place = rest.get(host_end..).unwrap_or_default();
    let (place, fragment) = place.split_once('#').unwrap_or((place, ""));
    let (path, query) = place.split_once('?').unwrap_or((place, ""));
    let is_kept = |parameter: &&str| {
        let name = parameter.split('=').next().unwrap_or_default().to_ascii_lowercase();
        let (whole, begun) = &*LEFT_OUT;
        !name.is_empty() && !whole.contains(&name.as_str()) && !begun.iter().any(|begin| name.starts_with(begin))
    };
    let query: Vec<&str> = query.split('&').filter(is_kept).collect();
    let path = path.trim_end_matches('/');
    // `#!/a` is how some sites write `/a`.
    let fragment = if fragment.starts_with('!') { fragment } else { "" };
    let is_site = matches!(path, "" | "/index.html" | "/index.php" | "/home" | "/rss" | "/feed") && query.is_empty();
    (!is_site || !fragment.is_empty()).then(|| {
        let parts = [("", host), ("", path), ("?", &query.join("&")), ("#", fragment)];
        parts.iter().filter(|(_, part)| !part.is_empty()).flat_map(|(sign, part)| [*sign, *part]).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_one_page_are_alike() {
        for address in [
            "https://www.quay.example/news/pilots-1",
            "http://quay.example:80/news/pilots-1/",
            "//Quay.Example/news/pilots-1?utm_source=feed&fbclid=x#comments",
            " https://quay.example/news/pilots-1?ref=home ",
        ] {
            assert_eq!(page_address(address).as_deref(), Some("quay.example/news/pilots-1"), "{address}");
        }
        assert_eq!(page_address("https://quay.example/?p=12&utm_medium=x").as_deref(), Some("quay.example?p=12"));
        assert_ne!(page_address("https://quay.example/a?page=1"), page_address("https://quay.example/a?page=2"));
        assert_ne!(page_address("https://quay.example/a"), page_address("https://quay.example/A"));
        assert_eq!(page_address("https://quay.example/#!/a").as_deref(), Some("quay.example#!/a"));
    }

    #[test]
    fn what_is_no_page_has_no_address() {
        for address in [
            "",
            "quay.example",
            "https://quay.example",
            "https://www.quay.example/?utm_source=x",
            "mailto:a@b.example",
            "ftp://quay.example/a",
            "https://localhost/a",
            "news/a.html",
            "https://quay.example/#top",
            "https:///a",
        ] {
            assert_eq!(page_address(address), None, "{address}");
        }
    }

    #[test]
    fn parameters_are_small_letters_in_order() {
        let (whole, begun) = &*LEFT_OUT;
        assert!(whole.is_sorted() && whole.iter().chain(begun).all(|name| *name == name.to_lowercase()) && whole.len() > 40);
    }
}
