//! What a client prefers to read: a page or JSON (RFC 9110 §12.5.1).

use std::convert::Infallible;

use rocket::Request;
use rocket::http::uncased::UncasedStr;
use rocket::http::{Accept, MediaType, Status};
use rocket::request::{FromRequest, Outcome};

/// A client that prefers a page.
pub struct Browser;

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Browser {
    type Error = Infallible;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Infallible> {
        if prefers_html(request) {
            Outcome::Success(Self)
        } else {
            Outcome::Forward(Status::NotAcceptable)
        }
    }
}

/// Whether the header `Accept` gives HTML more weight than JSON, or the same weight by a more
/// precise name. Anyone without a preference, such as curl with `*/*`, gets JSON.
pub fn prefers_html(request: &Request<'_>) -> bool {
    let ranges: Vec<MediaType> = request
        .headers()
        .get("Accept")
        .filter_map(|header| header.parse::<Accept>().ok())
        .flat_map(|accept| accept.media_types().cloned().collect::<Vec<_>>())
        .collect();
    // The most precise range for a media type decides, even if another one has more weight.
    let wish_for = |media: MediaType| {
        let matching = ranges.iter().filter(|range| covers(range, &media));
        let decisive = matching.max_by_key(|range| precision(range));
        decisive.map_or((0.0, 0), |range| (weight(range), precision(range)))
    };
    let html = wish_for(MediaType::HTML);
    let json = wish_for(MediaType::JSON);
    let problem = wish_for(MediaType::new("application", "problem+json"));
    html.0 > 0.0 && html > json && html > problem
}

/// Whether a media range, such as `text/*;q=0.5`, includes this media type.
fn covers(range: &MediaType, media: &MediaType) -> bool {
    let includes = |range: &UncasedStr, media: &UncasedStr| range == "*" || range == media;
    includes(range.top(), media.top())
        && includes(range.sub(), media.sub())
        && parameters(range).all(|wanted| media.params().any(|has| has == wanted))
}

/// How much a range names: nothing (`*/*`), a family, a type, or a type with parameters.
fn precision(range: &MediaType) -> usize {
    let named = [range.top(), range.sub()].map(|part| part != "*");
    named.into_iter().filter(|named| *named).count() + parameters(range).count()
}

/// `q=0.5`, or 1 without one.
fn weight(range: &MediaType) -> f32 {
    let q = range.params().find(|(name, _)| *name == "q");
    q.map_or(1.0, |(_, value)| value.parse().unwrap_or(0.0))
}

/// The parameters of the media type itself, which come before the weight.
fn parameters(range: &MediaType) -> impl Iterator<Item = (&UncasedStr, &str)> {
    range.params().take_while(|(name, _)| *name != "q")
}
