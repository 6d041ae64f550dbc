// Writes kg/web/static/built: the query editor as its package ships it, and the world as SVG paths.
//
//   npm ci && npm run build        (`make assets`)
//
// The same lock gives the same bytes. Nothing of it is in the repository; the wheel carries it.
import { copyFileSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { feature } from "topojson-client";

const BUILT = new URL("../kg/web/static/built/", import.meta.url);
const modules = new URL("./node_modules/", import.meta.url);
const json = (path) => JSON.parse(readFileSync(new URL(path, modules), "utf8"));

// Equirectangular with the standard parallel of 36 degrees: states keep their usual shapes, and a position
// is placed by two multiplications (kg/web/pictures.py does the same for places).
const WIDTH = 960, NORTH = 84, SOUTH = -57;
const SCALE = WIDTH / 360 / Math.cos((36 * Math.PI) / 180);
const x = (longitude) => ((longitude + 180) * WIDTH) / 360;
const y = (latitude) => (NORTH - latitude) * SCALE;
const round = (number) => String(Math.round(number * 10) / 10);

const alpha3 = new Map(json("i18n-iso-countries/codes.json").map(([, three, number]) => [number, three]));
const codeOf = ({ id, properties }) => (id ? alpha3.get(String(id).padStart(3, "0")) : { Kosovo: "XKX" }[properties.name]);
const statesOf = (file) => feature(json(file), "countries").features.filter((state) => state.properties.name !== "Antarctica");

// A ring that crosses the date line goes on beyond it, and is drawn a second time at the other side.
const unwrapped = (ring) => {
  let turn = 0;
  return ring.map(([longitude, latitude], at) => {
    if (at) {
      const step = longitude - ring[at - 1][0];
      if (Math.abs(step) > 180) turn -= Math.sign(step) * 360;
    }
    return [longitude + turn, latitude];
  });
};
const ringPaths = (ring) => {
  const whole = unwrapped(ring);
  const longitudes = whole.map(([longitude]) => longitude);
  const shifts = [0, ...(Math.max(...longitudes) > 180 ? [-360] : []), ...(Math.min(...longitudes) < -180 ? [360] : [])];
  return shifts.map((shift) => ringPath(whole.map(([longitude, latitude]) => [longitude + shift, latitude]))).join("");
};

const ringPath = (ring) => {
  const points = ring.map(([longitude, latitude]) => `${round(x(longitude))} ${round(y(latitude))}`);
  const kept = points.filter((point, at) => point !== points[at - 1]);
  return kept.length > 2 ? `M${kept.join("L")}Z` : "";
};
const polygonsOf = ({ type, coordinates }) => (type === "Polygon" ? [coordinates] : coordinates);
const outline = (geometry) => polygonsOf(geometry).flat().map(ringPaths).join("");

// A state too small for the coarse outlines is a dot where it lies.
const dot = (geometry) => {
  const points = polygonsOf(geometry).flat(2);
  const middle = (axis) => points.reduce((sum, point) => sum + point[axis], 0) / points.length;
  const [cx, cy, r] = [x(middle(0)), y(middle(1)), 2.2];
  return `M${round(cx - r)} ${round(cy)}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0Z`;
};

const states = {};
for (const [file, path] of [["world-atlas/countries-110m.json", outline], ["world-atlas/countries-50m.json", dot]])
  for (const state of statesOf(file)) {
    const code = codeOf(state);
    if (code && state.geometry && !states[code]) states[code] = [state.properties.name, path(state.geometry)];
  }

mkdirSync(BUILT, { recursive: true });
const ordered = Object.fromEntries(Object.entries(states).sort(([a], [b]) => (a < b ? -1 : 1)));
const world = { width: WIDTH, height: Math.round((NORTH - SOUTH) * SCALE), north: NORTH, scale: SCALE, states: ordered };
writeFileSync(new URL("world.json", BUILT), JSON.stringify(world));
for (const file of ["yasqe.min.js", "yasqe.min.css"])
  copyFileSync(new URL(`@zazuko/yasqe/build/${file}`, modules), new URL(file, BUILT));

// The editor's file has its packages inside, so their licences go along.
const licenceOf = (path) => {
  const folder = new URL(`./${path}/`, import.meta.url);
  const { name, version, license } = JSON.parse(readFileSync(new URL("package.json", folder), "utf8"));
  const text = readdirSync(folder).filter((file) => /^licen[cs]e/i.test(file)).sort().map((file) => readFileSync(new URL(file, folder), "utf8").trim());
  return [`${name} ${version} (${license})`, ...text].join("\n\n");
};
const lock = JSON.parse(readFileSync(new URL("package-lock.json", import.meta.url), "utf8"));
const shipped = Object.entries(lock.packages).filter(([path, { dev, optional }]) => path && !dev && !optional).map(([path]) => path);
writeFileSync(new URL("LICENSES.txt", BUILT), shipped.map(licenceOf).join(`\n\n${"-".repeat(72)}\n\n`) + "\n");
