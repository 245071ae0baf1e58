// SPDX-License-Identifier: Apache-2.0

/** How numbers and times are written. Everything here is pure and takes null. */

const NONE = "–";

/** @param {number|null|undefined} value @returns {string} with thousands separated */
export function number(value) {
  return Number.isFinite(value) ? value.toLocaleString("en") : NONE;
}

/** @param {number} count @param {string} noun in the singular @param {string} [plural] */
export function count(count, noun, plural = noun + "s") {
  return number(count) + " " + (count === 1 ? noun : plural);
}

/** @param {number|null|undefined} ratio from 0 to 1 */
export function percent(ratio) {
  if (!Number.isFinite(ratio)) return NONE;
  const value = ratio * 100;
  // never "100 %" of what is not complete, and never "0 %" of what is there
  if (value > 99.9 && value < 100) return "> 99.9 %";
  if (value > 0 && value < 0.1) return "< 0.1 %";
  return (value >= 10 ? Math.round(value * 10) / 10 : Math.round(value * 100) / 100) + " %";
}

/** @param {number|null|undefined} seconds a round trip or an offset */
export function short(seconds) {
  if (!Number.isFinite(seconds)) return NONE;
  const size = Math.abs(seconds);
  if (size < 0.000_000_5) return "0 ms";
  if (size < 0.01) return (seconds * 1000).toFixed(2) + " ms";
  if (size < 1) return (seconds * 1000).toFixed(size < 0.1 ? 1 : 0) + " ms";
  if (size < 60) return seconds.toFixed(1) + " s";
  return (seconds < 0 ? "−" : "") + duration(size);
}

/** @param {number} seconds a span of time, in its two largest units: "3 h 12 min" */
export function duration(seconds) {
  if (!Number.isFinite(seconds)) return NONE;
  const whole = Math.floor(seconds);
  if (whole < 60) return whole + " s";
  const minutes = Math.floor(whole / 60);
  if (minutes < 10 && whole % 60 !== 0) return minutes + " min " + (whole % 60) + " s";
  if (minutes < 60) return minutes + " min";
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return hours + " h" + (minutes % 60 ? " " + (minutes % 60) + " min" : "");
  const days = Math.floor(hours / 24);
  return days + " d" + (hours % 24 && days < 14 ? " " + (hours % 24) + " h" : "");
}

const two = (value) => String(value).padStart(2, "0");
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/**
 * A moment in the reader's time zone: "03:12:07", with the day if that is not the day of the reference.
 *
 * @param {string|number|null|undefined} at RFC 3339, or milliseconds since 1970
 * @param {number} [reference] milliseconds since 1970
 */
export function moment(at, reference = Date.now()) {
  const date = new Date(at ?? NaN);
  if (Number.isNaN(date.getTime())) return NONE;
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(":");
  const other = new Date(reference);
  if (date.toDateString() === other.toDateString()) return time;
  const year = date.getFullYear() === other.getFullYear() ? "" : " " + date.getFullYear();
  return date.getDate() + " " + MONTHS[date.getMonth()] + year + " " + time;
}

/** @param {string|number|null|undefined} at @returns {string} both in the reader's zone and in UTC */
export function absolute(at) {
  const date = new Date(at ?? NaN);
  if (Number.isNaN(date.getTime())) return "";
  return date.toString().replace(/ \(.*\)$/, "") + "\n" + date.toISOString();
}

/** @param {string|number|null|undefined} at @returns {string} UTC in whole seconds, or an empty text */
export function utc(at) {
  const date = new Date(at ?? NaN);
  return Number.isNaN(date.getTime()) ? "" : date.toISOString().replace(/\.\d+Z$/, "Z");
}

/** Cuts the middle out of a long name, because both ends tell more. @param {number} [most] characters */
export function ellipsis(text, most = 28) {
  const value = String(text ?? "");
  if (value.length <= most) return value;
  const head = Math.ceil((most - 1) / 2);
  return value.slice(0, head) + "…" + value.slice(value.length - (most - 1 - head));
}
