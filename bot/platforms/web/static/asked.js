// What a browser has a field or a sensor for: a date is picked, a place is where one is.

import { make } from "./blocks.js";

const LOCATING_MS = 20000;

// `asks` is "date", "place" or "": what the message's open question wants.
export function drawAsked(asks, key, words) {
  if (asks === "date") {
    return make("form", { class: "asked", "data-asked": "date" },
      make("label", { class: "unseen", for: `${key}-date` }, words.date),
      make("input", { id: `${key}-date`, name: "date", type: "date", required: true }),
      make("button", { type: "submit", class: "button" }, words.send));
  }
  if (asks === "place" && "geolocation" in navigator) {
    return make("form", { class: "asked", "data-asked": "place" },
      make("button", { type: "submit", class: "button main" }, words.share_place));
  }
  return null;
}

// Where the browser is, as an event; rejects where it can't or mustn't tell.
export function locate() {
  return new Promise((resolve, reject) => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => resolve({ latitude: coords.latitude, longitude: coords.longitude, accuracy: coords.accuracy }),
      reject,
      { enableHighAccuracy: true, timeout: LOCATING_MS, maximumAge: 0 });
  });
}
