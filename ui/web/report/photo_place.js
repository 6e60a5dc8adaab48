// Where was a photo taken?  Read here, so that nobody else learns it unless the citizen wants.

const GPS_DIRECTORY = 0x8825;
const READ_BYTES = 256 * 1024;

/** Latitude and longitude in degrees from a JPEG's EXIF data (CIPA DC-008), or null. */
export async function readPlace(file) {
  try {
    return placeIn(new DataView(await file.slice(0, READ_BYTES).arrayBuffer()));
  } catch {
    return null; // Cut short, or not what it says it is.
  }
}

function placeIn(view) {
  if (view.getUint16(0) !== 0xffd8) return null;
  for (let at = 2; view.getUint8(at) === 0xff; at += 2 + view.getUint16(at + 2)) {
    const isExif = view.getUint8(at + 1) === 0xe1 && view.getUint32(at + 4) === 0x45786966;
    if (isExif) return placeInExif(new DataView(view.buffer, at + 10));
  }
  return null;
}

function placeInExif(view) {
  const little = view.getUint16(0) === 0x4949;
  const directory = (at) => {
    const entries = new Map();
    for (let n = 0; n < view.getUint16(at, little); n += 1) {
      const entry = at + 2 + 12 * n;
      entries.set(view.getUint16(entry, little), entry + 8);
    }
    return entries;
  };
  const pointer = (at) => view.getUint32(at, little);
  const gps = directory(pointer(directory(pointer(4)).get(GPS_DIRECTORY)));
  const degrees = (tag) => {
    const at = pointer(gps.get(tag));
    const [whole, minutes, seconds] = [0, 8, 16].map((step) => pointer(at + step) / pointer(at + step + 4));
    return whole + minutes / 60 + seconds / 3600;
  };
  const isLetter = (tag, letter) => view.getUint8(gps.get(tag)) === letter.charCodeAt(0);
  const latitude = degrees(2) * (isLetter(1, "S") ? -1 : 1);
  const longitude = degrees(4) * (isLetter(3, "W") ? -1 : 1);
  const isPlace = Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 && (latitude || longitude);
  return isPlace ? { latitude, longitude } : null;
}
