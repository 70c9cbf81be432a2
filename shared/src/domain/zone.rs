//! A time zone of the IANA database, in the edition that is built into the program.

use std::fmt;

use jiff::tz::TimeZone;

/// The longest name of a zone, in bytes; the longest that there is has 32.
const MAX_NAME: usize = 64;

/// A text that names no time zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be a time zone of the IANA database, `Europe/Berlin` for example")]
pub struct ZoneError;

/// A time zone with its rules of the past and the future.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zone(TimeZone);

impl Zone {
    /// Where every account begins.
    pub const UTC: Self = Self(TimeZone::UTC);

    /// The zone of this name; upper and lower case are the same, and the database's own spelling
    /// is kept. A plain offset such as `+09:00` is no zone: it knows nothing of its place's rules.
    pub fn parse(name: &str) -> Result<Self, ZoneError> {
        if name.len() > MAX_NAME {
            return Err(ZoneError);
        }
        let zone = TimeZone::get(name).map_err(|_| ZoneError)?;
        let zone = if zone.iana_name() == Some("UTC") { TimeZone::UTC } else { zone };
        if zone.iana_name().is_some() && !zone.is_unknown() {
            Ok(Self(zone))
        } else {
            Err(ZoneError)
        }
    }

    /// Its name in the database.
    pub fn name(&self) -> &str {
        self.0.iana_name().unwrap_or("UTC")
    }

    /// Its rules.
    pub fn rules(&self) -> TimeZone {
        self.0.clone()
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_is_read_by_its_name_in_any_case() {
        for (text, name) in [
            ("Europe/Berlin", "Europe/Berlin"),
            ("asia/seoul", "Asia/Seoul"),
            ("America/Argentina/ComodRivadavia", "America/Argentina/ComodRivadavia"),
            ("UTC", "UTC"),
            ("utc", "UTC"),
        ] {
            let zone = Zone::parse(text).unwrap();
            assert_eq!((zone.name(), zone.to_string().as_str()), (name, name));
            assert_eq!(Zone::parse(name), Ok(zone));
        }
        assert_eq!(Zone::parse("UTC"), Ok(Zone::UTC));
    }

    #[test]
    fn what_names_no_zone_is_refused() {
        for text in [
            "",
            "+09:00",
            "Mars/Olympus",
            "Europe/Berlin ",
            "Etc/Unknown",
            "../etc/passwd",
            "Europe",
            "\0",
            &"A/".repeat(40),
        ] {
            assert_eq!(Zone::parse(text), Err(ZoneError), "{text}");
        }
    }
}
