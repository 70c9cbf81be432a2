//! What the practice app remembers of each person, in memory and within limits.

use std::collections::VecDeque;
use std::num::NonZeroUsize;
use std::sync::{Mutex, PoisonError};

use lru::LruCache;
use serde::Serialize;

/// So many people are remembered; who was away longest is forgotten.
const MOST_PEOPLE: NonZeroUsize = NonZeroUsize::MIN.saturating_add(999);
/// So many questions each.
const MOST_QUESTIONS: usize = 100;
/// So many interviews and generations each; the oldest are forgotten.
const MOST_PAST: usize = 100;
/// A generation brings so many.
pub const MADE: usize = 3;

/// What everybody begins with.
const FIRST: [(&str, &str); 3] = [
    (
        "Tell me about yourself.",
        "Where you are now, what led there, and why this is the next step.",
    ),
    ("What are you proud of?", "One thing, what you did for it yourself, and what came of it."),
    (
        "Why do you want to work here?",
        "What they do that you care about, and what you bring to it.",
    ),
];

/// A question with its answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Pair {
    /// Its name among the person's questions.
    pub id: String,
    /// What is asked.
    pub question: String,
    /// What could be said.
    pub answer: String,
}

/// What is remembered of one person.
#[derive(Debug)]
pub struct Person {
    questions: Vec<Pair>,
    numbered: u64,
    interviews: VecDeque<String>,
    made: VecDeque<(String, Vec<Pair>)>,
}

impl Person {
    fn new() -> Self {
        let mut person = Self {
            questions: Vec::new(),
            numbered: 0,
            interviews: VecDeque::new(),
            made: VecDeque::new(),
        };
        for (question, answer) in FIRST {
            person.put(question.to_owned(), answer.to_owned());
        }
        person
    }

    /// All questions, the oldest first.
    pub fn questions(&self) -> &[Pair] {
        &self.questions
    }

    /// Whether there is room for so many more questions.
    pub fn has_room(&self, more: usize) -> bool {
        self.questions.len().saturating_add(more) <= MOST_QUESTIONS
    }

    fn put(&mut self, question: String, answer: String) -> Pair {
        self.numbered = self.numbered.saturating_add(1);
        let question = Pair { id: format!("q-{}", self.numbered), question, answer };
        self.questions.push(question.clone());
        question
    }

    /// Adds a question, where there is room.
    pub fn add(&mut self, question: String, answer: String) -> Option<Pair> {
        self.has_room(1).then(|| self.put(question, answer))
    }

    /// Puts another text in the place of a question.
    pub fn change(&mut self, id: &str, question: String, answer: String) -> Option<Pair> {
        let old = self.questions.iter_mut().find(|old| old.id == id)?;
        (old.question, old.answer) = (question, answer);
        Some(old.clone())
    }

    /// Removes a question; whether it was there.
    pub fn remove(&mut self, id: &str) -> bool {
        let before = self.questions.len();
        self.questions.retain(|question| question.id != id);
        self.questions.len() < before
    }

    /// What was made under this name before.
    pub fn made(&self, name: &str) -> Option<Vec<Pair>> {
        self.made.iter().find(|(made, _)| made == name).map(|(_, questions)| questions.clone())
    }

    /// Adds what was made under this name, once. It is paid for, so the limit was looked at before.
    pub fn make(&mut self, name: &str, texts: [(String, String); MADE]) -> Vec<Pair> {
        if let Some(made) = self.made(name) {
            return made;
        }
        let made: Vec<_> = texts.into_iter().map(|(asked, said)| self.put(asked, said)).collect();
        remember(&mut self.made, (name.to_owned(), made.clone()));
        made
    }

    /// Notes that an interview was begun.
    pub fn begin(&mut self, interview: &str) {
        remember(&mut self.interviews, interview.to_owned());
    }

    /// Whether this interview is theirs.
    pub fn has_begun(&self, interview: &str) -> bool {
        self.interviews.iter().any(|begun| begun == interview)
    }
}

fn remember<T>(past: &mut VecDeque<T>, new: T) {
    if past.len() >= MOST_PAST {
        past.pop_front();
    }
    past.push_back(new);
}

/// Everybody who was here lately, by their accounts.
#[derive(Debug)]
pub struct People(Mutex<LruCache<String, Person>>);

impl People {
    /// Nobody yet.
    pub fn nobody() -> Self {
        Self(Mutex::new(LruCache::new(MOST_PEOPLE)))
    }

    /// Does something with what is remembered of somebody.
    pub fn with<T>(&self, account: &str, act: impl FnOnce(&mut Person) -> T) -> T {
        let mut people = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        act(people.get_or_insert_mut(account.to_owned(), Person::new))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text() -> (String, String) {
        ("q".to_owned(), "a".to_owned())
    }

    #[test]
    fn everybody_begins_with_three_questions_of_their_own() {
        let people = People::nobody();
        assert!(people.with("user:a", |person| person.remove("q-1")));
        assert_eq!(people.with("user:a", |person| person.questions().len()), 2);
        assert_eq!(people.with("user:b", |person| person.questions().len()), 3);
    }

    #[test]
    fn a_person_has_at_most_a_hundred_questions() {
        let mut person = Person::new();
        while person.add("q".to_owned(), "a".to_owned()).is_some() {}
        assert_eq!(person.questions().len(), MOST_QUESTIONS);
        assert!(person.remove("q-7"));
        let added = person.add("q".to_owned(), "a".to_owned()).unwrap();
        assert_eq!(added.id, "q-101", "an id is never given twice");
    }

    #[test]
    fn what_was_made_under_a_name_is_made_once() {
        let mut person = Person::new();
        let made = person.make("one", [text(), text(), text()]);
        assert_eq!(person.make("one", [text(), text(), text()]), made);
        assert_eq!(person.questions().len(), 6);
    }

    #[test]
    fn who_was_away_longest_is_forgotten() {
        let people = People::nobody();
        for n in 0..=MOST_PEOPLE.get() {
            people.with(&format!("user:{n}"), |person| person.begin("i"));
        }
        assert!(!people.with("user:0", |person| person.has_begun("i")));
        assert!(people.with("user:1000", |person| person.has_begun("i")));
    }
}
