//! The parameters of a request, read one by one with what is wrong about them.

use std::fmt::Display;
use std::ops::RangeInclusive;

use clap::ValueEnum;

use super::problem::Problem;

/// Parameters that a request may have.
const MOST: usize = 100;

/// Characters of a value that is no query.
const LONGEST: usize = 200;

/// Names and values in the order of the address.
#[derive(Debug, Clone, Default)]
pub(super) struct Given(Vec<(String, String)>);

impl Given {
    /// Reads the part of an address behind `?`.
    pub(super) fn read(query: &str) -> Self {
        Self(form_urlencoded::parse(query.as_bytes()).into_owned().collect())
    }

    /// These parameters and one more.
    pub(super) fn with(mut self, name: &str, value: &str) -> Self {
        self.0.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Refuses parameters that a route does not have.
    pub(super) fn only(&self, known: &[&str]) -> Result<(), Problem> {
        if self.0.len() > MOST {
            return Err(Problem::parameter("", format!("more than {MOST} parameters")));
        }
        match self.0.iter().find(|(name, _)| !known.contains(&name.as_str())) {
            Some((name, _)) => Err(Problem::parameter(name, format!("not a parameter here; there are {}", known.join(", ")))),
            None => Ok(()),
        }
    }

    /// The value of a parameter that may come once; an empty one counts as none, as forms send it.
    pub(super) fn one(&self, name: &'static str) -> Result<Option<&str>, Problem> {
        Self::only_one(name, self.values(name))
    }

    /// The same of one that no form leaves empty.
    fn word(&self, name: &'static str) -> Result<Option<&str>, Problem> {
        Self::only_one(name, self.0.iter().filter(|(given, _)| given == name).map(|(_, value)| value.as_str()))
    }

    fn only_one<'a>(name: &str, mut values: impl Iterator<Item = &'a str>) -> Result<Option<&'a str>, Problem> {
        match (values.next(), values.next()) {
            (_, Some(_)) => Err(Problem::parameter(name, "given more than once")),
            (value, None) => Ok(value),
        }
    }

    /// A short value.
    pub(super) fn short(&self, name: &'static str) -> Result<Option<String>, Problem> {
        self.one(name)?.map(|value| checked(name, value)).transpose()
    }

    /// All values of a parameter.
    pub(super) fn many(&self, name: &'static str) -> Result<Vec<String>, Problem> {
        self.values(name).map(|value| checked(name, value)).collect()
    }

    /// A yes or no; no if it is not given.
    pub(super) fn flag(&self, name: &'static str) -> Result<bool, Problem> {
        match self.word(name)? {
            None | Some("false") => Ok(false),
            Some("true") => Ok(true),
            Some(_) => Err(Problem::parameter(name, "write `true` or `false`")),
        }
    }

    /// A number in a range.
    pub(super) fn number<N: std::str::FromStr + PartialOrd + Display>(
        &self,
        name: &'static str,
        range: &RangeInclusive<N>,
        default: N,
    ) -> Result<N, Problem> {
        let Some(value) = self.word(name)? else { return Ok(default) };
        let number = value.parse().ok().filter(|number| range.contains(number));
        number.ok_or_else(|| Problem::parameter(name, format!("write a number from {} to {}", range.start(), range.end())))
    }

    /// One of the words that a flag of the command line takes.
    pub(super) fn choice<T: ValueEnum>(&self, name: &'static str, default: T) -> Result<T, Problem> {
        Ok(self.maybe(name)?.unwrap_or(default))
    }

    /// The same, with nothing where nothing is given.
    pub(super) fn maybe<T: ValueEnum>(&self, name: &'static str) -> Result<Option<T>, Problem> {
        let Some(value) = self.word(name)? else { return Ok(None) };
        T::from_str(value, false).map(Some).map_err(|_| {
            let words = T::value_variants().iter().filter_map(ValueEnum::to_possible_value);
            let words: Vec<String> = words.map(|word| format!("`{}`", word.get_name())).collect();
            Problem::parameter(name, format!("write {}", words.join(", ")))
        })
    }

    /// These parameters once for each value of one, with that value alone; once if there is none.
    pub(super) fn each(&self, name: &'static str) -> Vec<Self> {
        let others = Self(self.0.iter().filter(|(known, _)| known != name).cloned().collect());
        let given: Vec<Self> = self.values(name).map(|value| others.clone().with(name, value)).collect();
        if given.is_empty() { vec![others] } else { given }
    }

    /// The parameters as they stand, for links.
    pub(super) fn pairs(&self) -> &[(String, String)] {
        &self.0
    }

    fn values(&self, name: &'static str) -> impl Iterator<Item = &str> {
        self.0.iter().filter(move |(given, value)| given == name && !value.is_empty()).map(|(_, value)| value.as_str())
    }

    /// The address of a path with these parameters, those of the given names left out and others
    /// added.
    pub(super) fn address(&self, path: &str, without: &[&str], with: &[(&str, &str)]) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        let kept = self.0.iter().filter(|(name, value)| !without.contains(&name.as_str()) && !value.is_empty());
        query.extend_pairs(kept).extend_pairs(with.iter().filter(|(_, value)| !value.is_empty()));
        let query = query.finish();
        if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
    }

    /// The address without one value of a parameter that has several.
    pub(super) fn address_without(&self, path: &str, name: &str, value: &str) -> String {
        let others = self.0.iter().filter(|(known, set)| !(known == "page" || known == name && set == value));
        Self(others.cloned().collect()).address(path, &[], &[])
    }
}

fn checked(name: &str, value: &str) -> Result<String, Problem> {
    if value.chars().count() > LONGEST {
        return Err(Problem::parameter(name, format!("longer than {LONGEST} characters")));
    }
    Ok(value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::Given;

    #[test]
    fn addresses_keep_what_was_given() {
        let given = Given::read("q=a+b%26&outlet=Quay&outlet=Post&page=3&lang=");
        assert_eq!(given.address("/", &["page"], &[("sort", "newest")]), "/?q=a+b%26&outlet=Quay&outlet=Post&sort=newest");
        assert_eq!(given.address_without("/", "outlet", "Quay"), "/?q=a+b%26&outlet=Post");
        assert_eq!(Given::default().address("/", &[], &[]), "/");
    }

    #[test]
    fn what_cannot_be_read_is_told() {
        let given = Given::read("limit=0&limit=5&facets=yes&sort=best&offset=-1&copies=");
        for (told, of) in [
            (given.number("limit", &(1..=9), 5).map(drop), "given more than once"),
            (given.number("offset", &(0..=9), 5).map(drop), "write a number from 0 to 9"),
            (given.flag("facets").map(drop), "write `true` or `false`"),
            (given.choice("sort", crate::choices::SortArg::Newest).map(drop), "write `relevance`, `newest`, `oldest`"),
            (given.choice("copies", crate::args::CopiesArg::Fold).map(drop), "write `fold`, `expand`, `count`"),
            (given.only(&["limit"]), "not a parameter here; there are limit"),
        ] {
            assert_eq!(told.unwrap_err().errors[0].message, of);
        }
    }
}
