// SPDX-License-Identifier: Apache-2.0
/** Queries one Prometheus within one time range. */
export class Prometheus {
  constructor(url, time) {
    this.url = url;
    this.time = time;
  }

  async instant(query) {
    const data = await this.#get('query', { query, time: this.time.end });
    if (data.resultType === 'scalar') {
      return [{ metric: {}, points: [data.result] }];
    }
    return data.result.map(({ metric, value }) => ({ metric, points: [value] }));
  }

  async range(query) {
    const data = await this.#get('query_range', { query, start: this.time.start, end: this.time.end, step: this.time.step });
    return data.result.map(({ metric, values }) => ({ metric, points: values }));
  }

  async labelValues(selector, label) {
    return this.#get(`label/${label}/values`, { 'match[]': selector, start: this.time.start, end: this.time.end });
  }

  async #get(path, parameters) {
    const response = await fetch(`${this.url}/api/v1/${path}?${new URLSearchParams(parameters)}`, { signal: AbortSignal.timeout(30_000) });
    const answer = await response.json();
    if (answer.status !== 'success') {
      throw new Error(`${answer.error}: ${parameters.query}`);
    }
    return answer.data;
  }
}
