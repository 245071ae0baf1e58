// SPDX-License-Identifier: Apache-2.0
/** Inserts the variables of a dashboard into queries, like Grafana's Prometheus data source. */
export class Variables {
  #list;
  #builtIn;

  constructor(list, builtIn) {
    this.#list = list;
    this.#builtIn = builtIn;
  }

  static async of(dashboard, prometheus, chosen, builtIn) {
    const variables = new Variables([], builtIn);
    for (const it of dashboard.templating.list) {
      variables.#list.push({ ...it, ...(await variables.#resolved(it, prometheus, chosen[it.name])) });
    }
    return variables;
  }

  async #resolved(it, prometheus, chosen) {
    if (it.type === 'datasource') {
      return { options: [], value: 'prometheus', shown: 'Prometheus' };
    }
    if (it.type !== 'query') {
      return { options: [], value: it.query, shown: it.query };
    }
    const [, selector, label] = /^label_values\((.+), (\w+)\)$/.exec(it.query);
    const options = await prometheus.labelValues(this.into(selector), label);
    if (chosen) {
      return { options: chosen.split(','), value: chosen.replaceAll(',', '|'), shown: chosen };
    }
    return it.includeAll ? { options, value: it.allValue, shown: 'All' } : { options, value: options[0] ?? '', shown: options[0] ?? '' };
  }

  valuesOf(name) {
    return this.#list.find((it) => it.name === name).options;
  }

  /** Returns a copy with one variable set to one value. */
  with(name, value) {
    return new Variables(this.#list.map((it) => (it.name === name ? { ...it, value, shown: value } : it)), this.#builtIn);
  }

  into(query) {
    return this.#replace(query, (it) => it.value);
  }

  text(title) {
    return this.#replace(title, (it) => it.shown);
  }

  #replace(text, of) {
    return text.replace(/\$(\w+)|\$\{(\w+)\}/g, (all, bare, braced) => {
      const name = bare ?? braced;
      const variable = this.#list.find((it) => it.name === name);
      return variable ? of(variable) : (this.#builtIn[name] ?? all);
    });
  }

  shown() {
    return this.#list.filter((it) => it.hide !== 2).map((it) => ({ label: it.label, value: it.shown }));
  }
}
