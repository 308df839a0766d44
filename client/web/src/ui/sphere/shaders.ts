/** The shaders. Lengths are in units of the stage, from -120 to 120. Colours are premultiplied. */

const HEAD = `
precision highp float;
const float TURN = 6.283185307;
const float HALF = 120.0;
const float CORE = 58.0;
`;

const PAINT = `
uniform float night;
out vec4 painted;

// In the dark theme light adds up. In the light theme ink covers.
vec4 paint(vec3 colour, float alpha, float shine) {
  return vec4(colour * alpha, alpha * (1.0 - shine * night));
}
`;

// Simplex noise in three dimensions after Ashima Arts and Stefan Gustavson (MIT).
const NOISE = `
vec3 wrap(vec3 x) { return x - floor(x * (1.0 / 289.0)) * 289.0; }
vec4 wrap(vec4 x) { return x - floor(x * (1.0 / 289.0)) * 289.0; }
vec4 permute(vec4 x) { return wrap((x * 34.0 + 10.0) * x); }

float noise(vec3 v) {
  vec3 i = floor(v + dot(v, vec3(1.0 / 3.0)));
  vec3 x0 = v - i + dot(i, vec3(1.0 / 6.0));
  vec3 g = step(x0.yzx, x0.xyz);
  vec3 l = 1.0 - g;
  vec3 i1 = min(g, l.zxy);
  vec3 i2 = max(g, l.zxy);
  vec3 x1 = x0 - i1 + 1.0 / 6.0;
  vec3 x2 = x0 - i2 + 1.0 / 3.0;
  vec3 x3 = x0 - 0.5;
  i = wrap(i);
  vec4 p = permute(permute(permute(i.z + vec4(0.0, i1.z, i2.z, 1.0))
    + i.y + vec4(0.0, i1.y, i2.y, 1.0)) + i.x + vec4(0.0, i1.x, i2.x, 1.0));
  vec4 j = p - 49.0 * floor(p / 49.0);
  vec4 x = (floor(j / 7.0) * 2.0 + 0.5) / 7.0 - 1.0;
  vec4 y = ((j - 7.0 * floor(j / 7.0)) * 2.0 + 0.5) / 7.0 - 1.0;
  vec4 h = 1.0 - abs(x) - abs(y);
  vec4 b0 = vec4(x.xy, y.xy);
  vec4 b1 = vec4(x.zw, y.zw);
  vec4 sh = -step(h, vec4(0.0));
  vec4 a0 = b0.xzyw + (floor(b0) * 2.0 + 1.0).xzyw * sh.xxyy;
  vec4 a1 = b1.xzyw + (floor(b1) * 2.0 + 1.0).xzyw * sh.zzww;
  vec3 g0 = vec3(a0.xy, h.x);
  vec3 g1 = vec3(a0.zw, h.y);
  vec3 g2 = vec3(a1.xy, h.z);
  vec3 g3 = vec3(a1.zw, h.w);
  vec4 norm = inversesqrt(vec4(dot(g0, g0), dot(g1, g1), dot(g2, g2), dot(g3, g3)));
  vec4 m = max(0.5 - vec4(dot(x0, x0), dot(x1, x1), dot(x2, x2), dot(x3, x3)), 0.0);
  vec4 d = vec4(dot(g0, x0), dot(g1, x1), dot(g2, x2), dot(g3, x3)) * norm;
  return 105.0 * dot(m * m * m * m, d) * 0.5;
}
`;

/** A sphere whose surface strays with unrest, turned a little towards the eye. */
export const SHELL_VERTEX = `${HEAD}${NOISE}
uniform float unrest;
uniform float drift;
uniform float scale;
in vec3 position;
out vec3 place;
out vec3 normal;
out vec3 ground;

float reach(vec3 p) {
  float wide = noise(p * 1.7 + vec3(3.1, 7.7, drift));
  float fine = noise(p * 4.3 + vec3(11.0, -drift, 5.3));
  return 1.0 + unrest * (0.26 * wide + 0.13 * fine);
}

void main() {
  vec3 p = normalize(position);
  vec3 side = normalize(cross(p, abs(p.y) < 0.9 ? vec3(0.0, 1.0, 0.0) : vec3(1.0, 0.0, 0.0)));
  vec3 up = cross(side, p);
  vec3 at = p * reach(p);
  vec3 a = normalize(p + side * 0.03);
  vec3 b = normalize(p + up * 0.03);
  vec3 n = normalize(cross(b * reach(b) - at, a * reach(a) - at));
  n *= sign(dot(n, p));
  float c = cos(0.46);
  float s = sin(0.46);
  mat3 tilt = mat3(1.0, 0.0, 0.0, 0.0, c, s, 0.0, -s, c) * mat3(c, s * 0.5, 0.0, -s * 0.5, c, 0.0, 0.0, 0.0, 1.0);
  place = tilt * at * CORE * scale;
  normal = normalize(tilt * n);
  ground = p;
  gl_Position = vec4(place.xy / HALF, -place.z / (4.0 * HALF), 1.0);
}
`;

/** LIVE: an engraved globe, its lines heavier in the shade, lit from within by density. */
export const LIVE_FRAGMENT = `${HEAD}${PAINT}
uniform vec3 colour;
uniform float glow;
in vec3 place;
in vec3 normal;
in vec3 ground;

void main() {
  float shade = 0.5 - 0.5 * dot(normalize(normal), normalize(vec3(-0.5, 0.65, 0.6)));
  float rim = pow(1.0 - clamp(normal.z, 0.0, 1.0), 2.4);
  float latitude = asin(clamp(ground.y, -1.0, 1.0)) / TURN * 68.0;
  float off = abs(fract(latitude) - 0.5);
  float weight = mix(0.05, 0.27, mix(shade, 1.0 - shade, night * 0.75));
  float soft = fwidth(latitude);
  float line = smoothstep(0.5 - weight - soft, 0.5 - weight + soft, off);
  line *= 1.0 - smoothstep(0.35, 0.9, soft);
  float inner = pow(clamp(1.0 - dot(place.xy, place.xy) / (CORE * CORE * 1.1), 0.0, 1.0), 1.4);
  float body = 0.05 + 0.16 * shade * (1.0 - 0.6 * night) + (0.3 + 0.4 * night) * glow * inner;
  float alpha = clamp(body + rim * (0.5 + 0.3 * glow) + line * mix(0.5, 0.34, night), 0.0, 0.96);
  vec3 lit = mix(colour, vec3(1.0), night * glow * inner * 0.55);
  painted = paint(lit, alpha, 0.35);
}
`;

/** SIM: translucent, and dashed wherever LIVE is solid. */
export const SIM_FRAGMENT = `${HEAD}${PAINT}
uniform vec3 colour;
in vec3 place;
in vec3 normal;
in vec3 ground;

void main() {
  float facing = clamp(normal.z, 0.0, 1.0);
  float rim = pow(1.0 - facing, 3.0);
  float edge = smoothstep(0.62, 0.82, 1.0 - facing);
  float dash = step(0.45, fract(atan(place.y, place.x) / TURN * 46.0));
  float latitude = asin(clamp(ground.y, -1.0, 1.0)) / TURN * 11.0;
  float soft = fwidth(latitude);
  float line = 1.0 - smoothstep(0.02, 0.02 + soft, abs(fract(latitude) - 0.5));
  line *= step(0.5, fract(atan(ground.z, ground.x) / TURN * 40.0));
  float alpha = 0.07 + 0.12 * rim + 0.8 * edge * dash + 0.6 * line * facing;
  painted = paint(colour, clamp(alpha, 0.0, 0.9), 0.2);
}
`;

export const DIAL_VERTEX = `${HEAD}
in vec3 position;
out vec2 at;

void main() {
  at = position.xy * HALF;
  gl_Position = vec4(position.xy, 0.5, 1.0);
}
`;

/** Glow, scale and rings, drawn flat: LIVE solid, SIM dashed beside it. */
export const DIAL_FRAGMENT = `${HEAD}${PAINT}
uniform vec3 ink;
uniform vec3 live;
uniform vec3 amber;
uniform float breath;
uniform float glow;
uniform float glowRadius;
uniform float share;
uniform float simShown;
uniform float simGlowRadius;
uniform float simShare;
in vec2 at;

float stroke(float distance, float width) {
  float soft = fwidth(distance) * 0.75 + 0.05;
  return 1.0 - smoothstep(width - soft, width + soft, abs(distance));
}

float dashes(float turn, float count) {
  return step(0.42, fract(turn * count));
}

vec4 over(vec4 top, vec4 below) {
  return top + below * (1.0 - top.a);
}

vec4 arc(float r, float turn, float radius, float width, float share, vec3 colour) {
  float inside = stroke(r - radius, width) * step(turn, share);
  vec2 end = vec2(sin(share * TURN), cos(share * TURN)) * radius;
  float tip = 1.0 - smoothstep(width * 1.7, width * 1.7 + 0.6, length(at - end));
  return vec4(colour, 1.0) * max(inside, tip);
}

void main() {
  float r = length(at);
  float turn = fract(atan(at.x, at.y) / TURN + 1.0);
  float far = max(r - CORE * 0.9, 0.0) / max(glowRadius - CORE * 0.9, 1.0);
  float halo = (0.12 + 0.88 * glow) * exp(-far * far * 1.9) * (1.0 + 0.16 * breath);
  vec4 sum = paint(live, clamp(halo * mix(0.5, 0.85, night), 0.0, 1.0), 0.75);
  sum = over(paint(live, 0.45 * stroke(r - glowRadius, 0.35), 0.0), sum);

  float tenth = step(abs(fract(turn * 10.0 + 0.5) - 0.5), 0.012);
  float mark = fract(turn * 100.0 + 0.5) - 0.5;
  float tick = stroke(mark * TURN * r / 100.0, 0.3) * step(109.0, r) * step(r, mix(111.5, 114.5, tenth));
  sum = over(paint(ink, tick * mix(0.34, 0.62, tenth), 0.0), sum);
  sum = over(paint(ink, 0.22 * stroke(r - 100.0, 0.35), 0.0), sum);
  vec4 ring = arc(r, turn, 100.0, 1.35, share, live);
  sum = over(ring, sum);

  float simRing = stroke(r - 105.5, 0.9) * step(turn, simShare) * dashes(turn, 74.0);
  vec2 end = vec2(sin(simShare * TURN), cos(simShare * TURN)) * 105.5;
  float tip = stroke(length(at - end) - 2.0, 0.55);
  float simHalo = stroke(r - simGlowRadius, 0.55) * dashes(turn, 56.0);
  float sim = simShown * max(max(simRing, tip), simHalo * 0.9);
  painted = over(vec4(amber, 1.0) * sim, sum);
}
`;

/** Particles by rank. LIVE has the first ones. Those that SIM adds or removes are amber. */
export const FLOW_VERTEX = `${HEAD}
uniform float time;
uniform float outward;
uniform float shown;
uniform float simShown;
uniform float pixel;
in vec3 position;
in float rank;
out float alpha;
out float differs;

void main() {
  float few = min(shown, simShown);
  float many = max(shown, simShown);
  differs = step(few, rank) * step(rank, many);
  float seen = 1.0 - step(many, rank);
  float way = fract(position.x + time * (0.055 + 0.05 * position.y));
  float along = mix(1.0 - way * way, sqrt(way), outward);
  float radius = mix(CORE * 1.03, 119.0, along);
  float angle = position.z * TURN + mix(1.0 - way, -0.6 * way, outward) * 0.9;
  alpha = seen * smoothstep(0.0, 0.18, way) * (1.0 - smoothstep(mix(0.86, 0.45, outward), 1.0, way));
  gl_Position = vec4(vec2(sin(angle), cos(angle)) * radius / HALF, 0.4, 1.0);
  gl_PointSize = pixel * mix(1.3 + 1.6 * position.y, 2.4 + 1.4 * position.y, outward);
}
`;

/** Filled on the way in, hollow on the way out, so that colour is not needed. */
export const FLOW_FRAGMENT = `${HEAD}${PAINT}
uniform vec3 live;
uniform vec3 amber;
uniform float outward;
in float alpha;
in float differs;

void main() {
  float r = length(gl_PointCoord - 0.5) * 2.0;
  float full = 1.0 - smoothstep(0.55, 0.95, r);
  float hollow = full * smoothstep(0.25, 0.5, r);
  painted = paint(mix(live, amber, differs), mix(full, hollow, outward) * alpha * mix(0.75, 0.9, night), 0.3);
}
`;
