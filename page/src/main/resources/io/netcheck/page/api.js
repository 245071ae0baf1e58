// SPDX-License-Identifier: Apache-2.0

/** Requests to the exporter. All addresses are relative to the page, so a path prefix does not matter. */

const DEADLINE_MILLIS = 10_000;
const KEPT_ANSWERS = 24;

/** An answer that is no success, or none at all. */
export class ApiError extends Error {
  /**
   * @param {number} status of HTTP; 0 if no answer arrived
   * @param {string} code of the exporter's error, or empty
   */
  constructor(message, status, code) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** Answers with their ETag: what did not change is not sent again. */
const answers = new Map();

/**
 * @param {string} path with its query, relative
 * @param {{signal?: AbortSignal}} [options]
 * @returns {Promise<object>} the same object as last time if it did not change
 */
export async function get(path, { signal } = {}) {
  const known = answers.get(path);
  const headers = { Accept: "application/json" };
  if (known) headers["If-None-Match"] = known.etag;
  const response = await send(path, { headers, cache: "no-store" }, signal);
  if (response.status === 304 && known) return known.body;
  if (!response.ok) throw await errorOf(response);
  const body = await bodyOf(response);
  const etag = response.headers.get("ETag");
  answers.delete(path);
  if (etag) {
    answers.set(path, { etag, body });
    if (answers.size > KEPT_ANSWERS) answers.delete(answers.keys().next().value);
  }
  return body;
}

/** @param {string} path @param {object} body @returns {Promise<object>} */
export async function post(path, body) {
  const response = await send(path, {
    method: "POST",
    headers: { Accept: "application/json", "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw await errorOf(response);
  return bodyOf(response);
}

/** @returns {string} a path with the parameters that have a value */
export function withQuery(path, parameters) {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(parameters)) {
    if (value !== undefined && value !== null && value !== "") query.set(key, String(value));
  }
  const text = query.toString();
  return text ? path + "?" + text : path;
}

async function send(path, init, signal) {
  const deadline = AbortSignal.timeout(DEADLINE_MILLIS);
  try {
    return await fetch(path, { ...init, signal: signal ? AbortSignal.any([signal, deadline]) : deadline });
  } catch (failure) {
    if (signal?.aborted) throw failure;
    const late = deadline.aborted;
    throw new ApiError(late ? "The exporter did not answer in time." : "The exporter does not answer.", 0, "");
  }
}

async function bodyOf(response) {
  try {
    return camelCase(await response.json());
  } catch {
    throw new ApiError("The answer is no JSON.", response.status, "");
  }
}

async function errorOf(response) {
  let error = null;
  try {
    error = (await response.json()).error;
  } catch {
    // a proxy in between answers with a page of its own
  }
  const message = error?.message ?? "The exporter answered with status " + response.status + ".";
  const field = error?.field ? " (" + error.field + ")" : "";
  return new ApiError(message + field, response.status, error?.code ?? "");
}

const OWN_KEYS = new Set(["reasons", "by_version", "byVersion"]);

/** `/report` and checks have keys with underscores. Keys of maps are data and stay. */
export function camelCase(value) {
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) {
      if (typeof value[i] === "object") value[i] = camelCase(value[i]);
    }
    return value;
  }
  if (value === null || typeof value !== "object") return value;
  for (const key of Object.keys(value)) {
    const inner = value[key];
    const mapped = OWN_KEYS.has(key) || typeof inner !== "object" ? inner : camelCase(inner);
    if (key.includes("_")) {
      delete value[key];
      value[key.replace(/_([a-z0-9])/g, (_, letter) => letter.toUpperCase())] = mapped;
    } else {
      value[key] = mapped;
    }
  }
  return value;
}
