//! Calls as lines for a shell with the AWS CLI. No secret is in any of them: RDS makes the master password itself.

/// A line that grows word by word.
pub(crate) struct Line(String);

impl Line {
    /// Begins: `aws rds create-db-instance --region …`.
    pub(crate) fn new(service: &str, action: &str, region: &str) -> Self {
        Self(format!("aws {service} {action}")).with("--region", region)
    }

    /// A flag without a value.
    pub(crate) fn flag(mut self, flag: &str) -> Self {
        self.0.push(' ');
        self.0.push_str(flag);
        self
    }

    /// A flag with its value.
    pub(crate) fn with(self, flag: &str, value: impl ToString) -> Self {
        let value = quoted(&value.to_string());
        self.flag(flag).flag(&value)
    }

    /// A flag with its value, when there is one.
    pub(crate) fn maybe(self, flag: &str, value: Option<impl ToString>) -> Self {
        match value {
            Some(value) => self.with(flag, value),
            None => self,
        }
    }

    /// A flag with all its values, when there are any.
    pub(crate) fn all(self, flag: &str, values: impl IntoIterator<Item = String>) -> Self {
        let words: Vec<String> = values.into_iter().map(|value| quoted(&value)).collect();
        if words.is_empty() { self } else { self.flag(flag).flag(&words.join(" ")) }
    }

    /// `--name` or `--no-name`.
    pub(crate) fn either(self, name: &str, yes: bool) -> Self {
        self.flag(&if yes { format!("--{name}") } else { format!("--no-{name}") })
    }

    /// Tags in the CLI's shorthand, which needs no quoting of its own for the characters that AWS takes in tags.
    pub(crate) fn tags(self, tags: &[(String, String)]) -> Self {
        self.all("--tags", tags.iter().map(|(key, value)| format!("Key={key},Value={value}")))
    }

    /// The whole line.
    pub(crate) fn end(self) -> String {
        self.0
    }
}

/// A word for a POSIX shell.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_=./:,+@%".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn a_word_is_quoted_when_a_shell_would_read_more_into_it() {
        for plain in ["db.t3.micro", "sun:04:00-sun:05:00", "Key=TenantId,Value=0199", "arn:aws:sns:eu:1:x"] {
            assert_eq!(quoted(plain), plain);
        }
        for (word, shown) in
            [("", "''"), ("a b", "'a b'"), ("a'b", r"'a'\''b'"), ("$(x)", "'$(x)'"), ("~", "'~'")]
        {
            assert_eq!(quoted(word), shown);
        }
    }
}
