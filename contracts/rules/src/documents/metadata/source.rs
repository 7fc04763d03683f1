//! `digitalSourceType`: IPTC's and C2PA's URIs for what our `origin` tells coarsely.

use crate::work::Origin;

const IPTC: &str = "http://cv.iptc.org/newscodes/digitalsourcetype/";
const C2PA: &str = "http://c2pa.org/digitalsourcetype/";

/// What is written for each origin.
///
/// IPTC has no word for synthetic data; C2PA has one for data that a trained model made, as
/// opposed to media. IPTC's `algorithmicMedia` would be wrong for it: that is media made
/// *without* training data.
const WRITTEN: [(Origin, &str); 4] = [
    (Origin::Human, "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCreation"),
    (Origin::AiAssisted, "http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia"),
    (Origin::AiGenerated, "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"),
    (Origin::SyntheticFromLicensed, "http://c2pa.org/digitalsourcetype/trainedAlgorithmicData"),
];

/// The URI of an origin. A work of people is best told apart by who knows it, say
/// `digitalCapture` for a photograph: [`origin_of`] reads all of those.
pub fn source_type(origin: Origin) -> &'static str {
    WRITTEN.iter().find(|(other, _)| *other == origin).map_or("", |(_, uri)| uri)
}

/// The origin that a URI tells; `None` for an unknown one. `https` is read too.
///
/// What may contain parts made by a model counts as made with the help of one. The two names
/// that IPTC retired in 2024 are read as before.
pub fn origin_of(uri: &str) -> Option<Origin> {
    let after = |base: &str| {
        uri.strip_prefix(base).or_else(|| uri.strip_prefix("https").and_then(|uri| uri.strip_prefix(base.get(4..)?)))
    };
    if let Some(name) = after(C2PA) {
        return (name == "trainedAlgorithmicData").then_some(Origin::SyntheticFromLicensed);
    }
    Some(match after(IPTC)? {
        "digitalCapture"
        | "computationalCapture"
        | "negativeFilm"
        | "positiveFilm"
        | "print"
        | "screenCapture"
        | "humanEdits"
        | "digitalCreation"
        | "compositeCapture"
        | "algorithmicallyEnhanced"
        | "dataDrivenMedia"
        | "algorithmicMedia"
        | "minorHumanEdits"
        | "digitalArt" => Origin::Human,
        "compositeWithTrainedAlgorithmicMedia" | "compositeSynthetic" | "composite" | "virtualRecording" => {
            Origin::AiAssisted
        }
        "trainedAlgorithmicMedia" => Origin::AiGenerated,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_for_an_origin_is_read_as_it() {
        for origin in [Origin::Human, Origin::AiAssisted, Origin::AiGenerated, Origin::SyntheticFromLicensed] {
            let uri = source_type(origin);
            assert_eq!(origin_of(uri), Some(origin));
            assert_eq!(origin_of(&uri.replace("http:", "https:")), Some(origin));
        }
    }

    #[test]
    fn unknown_sources_have_no_origin() {
        for uri in ["", IPTC, C2PA, "http://c2pa.org/digitalsourcetype/empty", "digitalCapture", "https"] {
            assert_eq!(origin_of(uri), None, "{uri}");
        }
        assert_eq!(origin_of("http://cv.iptc.org/newscodes/digitalsourcetype/print"), Some(Origin::Human));
    }
}
