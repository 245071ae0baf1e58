// SPDX-License-Identifier: Apache-2.0
// Runs in the browser: draws the panels with the data from draw.mjs.
const COLORS = { green: '#73bf69', yellow: '#fade2a', orange: '#ff9830', red: '#f2495c', blue: '#5794f2', purple: '#b877d9', text: '#ccccdc' };
const PALETTE = ['#73bf69', '#f2cc0c', '#8ab8ff', '#ff780a', '#f2495c', '#5794f2', '#b877d9', '#705da0', '#37872d', '#fade2a', '#447ebc', '#c15c17', '#890f02', '#0a437c', '#6d1f62', '#584477', '#b7dbab', '#f4d598', '#70dbed', '#f9ba8f'];
const UNIT = 30;
const GAP = 8;
const color = (name) => COLORS[name] ?? name;

window.draw = ({ title, variables, panels, time, marks }) => {
  const header = document.querySelector('header');
  header.append(element('h1', title));
  for (const { label, value } of variables) {
    const box = element('span', '', 'variable');
    box.append(element('b', label), element('span', value || '(none)'));
    header.append(box);
  }
  header.append(element('span', 'Drawn by Netcheck’s previewer from a real Prometheus’ data, not by Grafana', 'honest'));
  const main = document.querySelector('main');
  const column = (main.clientWidth + GAP) / 24;
  for (const panel of panels) {
    const { x, y, w, h } = panel.gridPos;
    const box = element('section', '', panel.type);
    Object.assign(box.style, { left: `${x * column}px`, top: `${y * (UNIT + GAP)}px`, width: `${w * column - GAP}px`, height: `${h * (UNIT + GAP) - GAP}px` });
    box.append(element('h2', panel.title));
    main.append(box);
    if (panel.type !== 'row') {
      const body = element('div', '', 'body');
      box.append(body);
      DRAW[panel.type](body, panel, time, marks);
    }
  }
  main.style.height = `${Math.max(...panels.map(({ gridPos: { y, h } }) => y + h)) * (UNIT + GAP)}px`;
};

const DRAW = {
  stat(body, panel) {
    const values = lasts(panel);
    if (empty(body, panel, values)) {
      return;
    }
    const { textMode, colorMode, orientation } = panel.options;
    const tiles = element('div', '', `tiles ${orientation}`);
    const height = body.clientHeight;
    for (const { name, value, config } of values) {
      const tile = element('div', '', 'tile');
      const its = shade(value, config);
      if (textMode === 'name') {
        const sentence = element('div', name, 'sentence');
        sentence.style.fontSize = `${Math.min(24, (height / values.length) * 0.6)}px`;
        tile.append(sentence);
      } else {
        const number = element('div', format(value, config), 'value');
        number.style.fontSize = `${Math.min(38, height * 0.4, ((body.clientWidth - 20) / values.length / (format(value, config).length + 2)) * 1.5)}px`;
        if (textMode !== 'value' && (values.length > 1 || textMode === 'value_and_name')) {
          tile.append(element('div', name, 'name'));
        }
        tile.append(number);
        number.style.color = colorMode === 'value' ? its : '#fff';
      }
      if (colorMode === 'background') {
        tile.style.background = `color-mix(in srgb, ${its} 82%, #111217)`;
        tile.style.color = '#fff';
      }
      tiles.append(tile);
    }
    body.append(tiles);
  },

  table(body, panel) {
    const rows = panel.rows;
    if (empty(body, panel, rows)) {
      return;
    }
    const matrix = panel.transformations?.some(({ id }) => id === 'groupingToMatrix');
    const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
    const [sort] = panel.options.sortBy ?? [];
    if (sort) {
      rows.sort((a, b) => compare(a[sort.displayName], b[sort.displayName]) * (sort.desc ? -1 : 1));
    }
    const table = element('table', '', matrix ? 'matrix' : '');
    const head = element('tr');
    columns.forEach((name) => head.append(element('th', name)));
    table.append(head);
    for (const row of rows) {
      const line = element('tr');
      for (const name of columns) {
        const config = configOf(panel, name);
        const value = row[name];
        const cell = element('td', value == null ? '' : typeof value === 'number' ? format(value, config) : value);
        const kind = config.custom?.cellOptions?.type;
        if (value != null && kind === 'color-background' && typeof value === 'number') {
          cell.style.background = shade(value, config);
          cell.style.color = '#111217';
        } else if (value != null && kind === 'color-text') {
          cell.style.color = shade(value, config);
        }
        if (config.custom?.width) {
          cell.style.width = `${config.custom.width}px`;
        }
        line.append(cell);
      }
      table.append(line);
    }
    const scroll = element('div', '', 'scroll');
    scroll.append(table);
    body.append(scroll);
  },

  timeseries(body, panel, time, marks) {
    const series = named(panel);
    if (empty(body, panel, series)) {
      return;
    }
    const { unit, min, max, custom } = panel.fieldConfig.defaults;
    const config = panel.fieldConfig.defaults;
    const { placement, calcs } = panel.options.legend;
    body.style.flexDirection = placement === 'right' ? 'row' : 'column';
    const chart = element('div', '', 'chart');
    const legend = element('div', '', `legend ${placement === 'right' ? 'table' : 'list'}`);
    body.append(chart, legend);
    const colorOf = (i) => {
      const fixed = configOf(panel, series[i].name).color.fixedColor;
      return fixed ? color(fixed) : PALETTE[i % PALETTE.length];
    };
    const stacked = custom.stacking.mode === 'normal';
    const plot = echarts.init(chart);
    plot.setOption({
      animation: false,
      grid: { left: 8, right: 12, top: 10, bottom: 4, containLabel: true },
      xAxis: { type: 'time', min: time.start * 1000, max: time.end * 1000, axisLabel: { color: '#7b7d87', fontSize: 11, hideOverlap: true }, splitLine: { show: true, lineStyle: { color: '#24262c' } }, axisLine: { lineStyle: { color: '#3a3c44' } } },
      yAxis: { type: custom.scaleDistribution?.type === 'log' ? 'log' : 'value', min, max, splitNumber: 4, axisLabel: { color: '#7b7d87', fontSize: 11, formatter: (it) => format(it, { unit }) }, splitLine: { lineStyle: { color: '#24262c' } } },
      series: series.map(({ points }, i) => ({
        type: 'line',
        showSymbol: points.length === 1,
        stack: stacked ? 'all' : undefined,
        lineStyle: { width: 1.5 },
        color: colorOf(i),
        areaStyle: custom.fillOpacity ? { opacity: custom.fillOpacity / 100 } : undefined,
        data: withGaps(points, time.step).map(([at, value]) => [at * 1000, value === null ? null : Number(value)]),
        markLine: i > 0 ? undefined : { silent: true, symbol: 'none', label: { show: false }, lineStyle: { color: '#f2495c', type: 'dashed', opacity: 0.7 }, data: marks.map(({ points: [[at]] }) => ({ xAxis: at * 1000 })) },
      })),
    });
    if (placement === 'right') {
      const table = element('table');
      const head = element('tr');
      ['', ...calcs].forEach((name) => head.append(element('th', { lastNotNull: 'Last', max: 'Max' }[name] ?? name)));
      table.append(head);
      series.forEach(({ name, points }, i) => {
        const values = points.map(([, value]) => Number(value)).filter((value) => !Number.isNaN(value));
        const line = element('tr');
        const cell = element('td');
        cell.append(dot(colorOf(i)), name);
        line.append(cell, ...calcs.map((calc) => element('td', values.length ? format(calc === 'max' ? Math.max(...values) : values.at(-1), config) : '')));
        table.append(line);
      });
      legend.append(table);
    } else {
      series.forEach(({ name }, i) => {
        const entry = element('span');
        entry.append(dot(colorOf(i)), name);
        legend.append(entry);
      });
    }
    plot.resize();
  },

  'state-timeline'(body, panel, time) {
    const series = named(panel);
    if (empty(body, panel, series)) {
      return;
    }
    const config = panel.fieldConfig.defaults;
    const lanes = element('div', '', `lanes ${series.some(({ name }) => name.length > 24) ? 'wide' : ''}`);
    const share = (at) => ((at - time.start) / (time.end - time.start)) * 100;
    series.sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
    for (const { name, points } of series) {
      const lane = element('div', '', 'lane');
      const track = element('div');
      lane.append(element('span', name), track);
      for (let i = 0; i < points.length; ) {
        let j = i;
        while (j + 1 < points.length && points[j + 1][1] === points[i][1] && points[j + 1][0] - points[j][0] <= time.step) {
          j++;
        }
        const bar = element('b', panel.options.showValue === 'never' || share(points[j][0]) - share(points[i][0]) < 4 ? '' : format(Number(points[i][1]), config));
        const end = j + 1 < points.length && points[j + 1][0] - points[j][0] <= time.step ? points[j + 1][0] : points[j][0] + time.step;
        Object.assign(bar.style, { left: `${share(points[i][0])}%`, width: `${share(Math.min(end, time.end)) - share(points[i][0])}%`, background: shade(Number(points[i][1]), config) });
        track.append(bar);
        i = j + 1;
      }
      lanes.append(lane);
    }
    const ticks = element('div', '', 'ticks');
    for (let i = 0; i <= 6; i++) {
      ticks.append(element('span', new Date((time.start + ((time.end - time.start) * i) / 6) * 1000).toTimeString().slice(0, 5)));
    }
    lanes.append(ticks);
    body.append(lanes);
  },

  heatmap(body, panel, time) {
    const buckets = named(panel)
      .map(({ metric, points }) => ({ le: Number(metric.le.replace('+Inf', 'Infinity')), points }))
      .sort((a, b) => a.le - b.le);
    if (empty(body, panel, buckets)) {
      return;
    }
    // Buckets of Prometheus are cumulative. A cell shows the count between two bounds.
    const cells = [];
    buckets.forEach(({ points }, i) => {
      const below = new Map(i > 0 ? buckets[i - 1].points : []);
      points.forEach(([at, value]) => {
        const rate = Number(value) - Number(below.get(at) ?? 0);
        if (rate > 1e-9) {
          cells.push([at, i, rate]);
        }
      });
    });
    const times = Array.from({ length: Math.floor((time.end - time.start) / time.step) + 1 }, (_, i) => time.start + i * time.step);
    const most = Math.max(...cells.map(([, , rate]) => rate));
    const chart = element('div', '', 'chart');
    body.append(chart);
    const plot = echarts.init(chart);
    plot.setOption({
      animation: false,
      grid: { left: 8, right: 90, top: 6, bottom: 4, containLabel: true },
      xAxis: { type: 'category', data: times.map((at) => new Date(at * 1000).toTimeString().slice(0, 5)), axisLabel: { color: '#7b7d87', fontSize: 11, interval: Math.ceil(times.length / 8) }, axisTick: { show: false } },
      yAxis: { type: 'category', data: buckets.map(({ le }) => (le === Infinity ? '+Inf' : format(le, { unit: 's' }))), axisLabel: { color: '#7b7d87', fontSize: 11 }, axisTick: { show: false } },
      visualMap: { min: 0, max: Math.sqrt(most), right: 0, top: 'middle', itemHeight: 120, textStyle: { color: '#7b7d87', fontSize: 11 }, text: [`${most.toFixed(0)} /s`, '0'], inRange: { color: ['#23171b', '#4860e6', '#2ca3f0', '#2ee5ae', '#95fb51', '#feb927', '#f05b12', '#900c00'] }, calculable: false },
      series: [{ type: 'heatmap', data: cells.map(([at, i, rate]) => [times.indexOf(at), i, Math.sqrt(rate)]) }],
    });
  },

  bargauge(body, panel) {
    const values = lasts(panel);
    if (empty(body, panel, values)) {
      return;
    }
    const { max, min = 0 } = panel.fieldConfig.defaults;
    const top = max ?? Math.max(...values.map(({ value }) => value), 1e-9);
    const bars = element('div', '', 'bars');
    for (const { name, value, config } of values) {
      const bar = element('div', '', 'bar');
      const filled = element('div');
      Object.assign(filled.style, { width: `${((value - min) / (top - min)) * 100}%`, background: shade(value, config) });
      bar.append(filled);
      const number = element('span', format(value, config));
      number.style.color = shade(value, config);
      bars.append(element('span', name), bar, number);
    }
    body.append(bars);
  },
};

/** Interrupts a line where points are missing. */
function withGaps(points, step) {
  return points.flatMap((point, i) => (i > 0 && point[0] - points[i - 1][0] > step ? [[point[0] - step, null], point] : [point]));
}

function named(panel) {
  return panel.results.flatMap(({ target, series }) =>
    series.map((it) => ({ ...it, name: (target.legendFormat ?? '').replace(/\{\{(\w+)\}\}/g, (_, label) => it.metric[label] ?? '') })));
}

function lasts(panel) {
  return named(panel).map(({ name, points }) => ({ name, value: Number(points.at(-1)[1]), config: configOf(panel, name) }));
}

/** Shows the text of a panel without data. */
function empty(body, panel, list) {
  if (list.length > 0) {
    return false;
  }
  body.append(element('span', panel.fieldConfig.defaults.noValue || 'No data', 'none'));
  return true;
}

/** The default field options, with the overrides of this field. */
function configOf(panel, name) {
  const config = structuredClone(panel.fieldConfig.defaults);
  for (const { matcher, properties } of panel.fieldConfig.overrides) {
    if (matcher.id === 'byRegexp' ? new RegExp(matcher.options.slice(1, -1)).test(name) : matcher.options === name) {
      for (const { id, value } of properties) {
        if (id.startsWith('custom.')) {
          config.custom = { ...config.custom, [id.slice(7)]: value };
        } else {
          config[id] = value;
        }
      }
    }
  }
  return config;
}

function mapping(value, { mappings = [] }) {
  return mappings.find(({ type }) => type === 'value')?.options[value];
}

function shade(value, config) {
  const mapped = mapping(value, config)?.color;
  const steps = config.thresholds?.steps ?? [];
  return color(mapped ?? steps.findLast((step) => step.value === null || value >= step.value)?.color ?? 'text');
}

function format(value, config) {
  const mapped = mapping(value, config)?.text;
  if (mapped !== undefined || Number.isNaN(value)) {
    return mapped ?? 'NaN';
  }
  const scaled = (base, units) => {
    let i = 0;
    let it = value;
    while (Math.abs(it) >= base && i + 1 < units.length) {
      it /= base;
      i++;
    }
    return `${short(it, config.decimals)}${units[i]}`;
  };
  switch (config.unit) {
    case 'percentunit':
      return `${short(value * 100, config.decimals)} %`;
    case 's': {
      const size = Math.abs(value);
      if (size >= 60) {
        return `${short(value / 60, config.decimals)} min`;
      }
      if (size >= 1 || size === 0) {
        return `${short(value, config.decimals)} s`;
      }
      return size >= 1e-3 ? `${short(value * 1e3, config.decimals)} ms` : `${short(value * 1e6, config.decimals && 0)} µs`;
    }
    case 'bytes':
      return scaled(1024, [' B', ' KiB', ' MiB', ' GiB']);
    case 'short':
      return scaled(1000, ['', ' K', ' Mil']);
    case 'cps':
      return `${short(value, config.decimals)} c/s`;
    default:
      return short(value, config.decimals);
  }
}

function short(value, decimals) {
  return decimals === undefined ? String(Number(value.toPrecision(3))) : value.toFixed(decimals);
}

function compare(a, b) {
  return typeof a === 'number' && typeof b === 'number' ? a - b : String(a ?? '').localeCompare(String(b ?? ''), 'en', { numeric: true });
}

function dot(its) {
  const it = element('i');
  it.style.background = its;
  return it;
}

function element(name, text = '', className = '') {
  const it = document.createElement(name);
  it.textContent = text;
  it.className = className;
  return it;
}
