// At which point is it?  Only where the citizen presses for it: their own position, or the photo's.

import { erase, fill } from "../text.js";

const PATIENCE_MS = 15000;

const line = document.querySelector("#position");
const offer = document.querySelector("#photo-place");
const forget = document.querySelector("#forget-position");
let point = null;
let offered = null;

/** {latitude, longitude}, or nothing. */
export function chosenPoint() {
  return point ?? {};
}

/** Let the citizen use where a photo was taken. */
export function offerPlace(place) {
  offered ??= place;
  offer.hidden = Boolean(point);
}

export function forgetPoint() {
  point = offered = null;
  offer.hidden = forget.hidden = true;
  erase(line);
}

export function listenToPosition(onChange) {
  const keep = ({ latitude, longitude }) => {
    point = { latitude: Number(latitude.toFixed(6)), longitude: Number(longitude.toFixed(6)) };
    fill(line, "positionKnown", { place: `${latitude.toFixed(5)}, ${longitude.toFixed(5)}` });
    offer.hidden = true;
    forget.hidden = false;
    onChange();
  };
  document.querySelector("#use-position").onclick = () => {
    fill(line, "positionAsking");
    const fail = () => fill(line, "positionFailed");
    if (!navigator.geolocation) return fail();
    navigator.geolocation.getCurrentPosition(({ coords }) => keep(coords), fail, { enableHighAccuracy: true, timeout: PATIENCE_MS });
  };
  offer.querySelector("button").onclick = () => {
    keep(offered);
    forget.focus();
  };
  forget.onclick = () => {
    const place = offered;
    forgetPoint();
    if (place) offerPlace(place);
    document.querySelector("#use-position").focus();
    onChange();
  };
}
