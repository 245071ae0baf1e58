{{/* SPDX-License-Identifier: Apache-2.0 */}}
{{- define "netcheck.name" -}}
{{- .Values.nameOverride | default .Chart.Name }}
{{- end }}

{{/* 45 characters leave room for the longest suffix within 63. */}}
{{- define "netcheck.fullname" -}}
{{- $name := include "netcheck.name" . }}
{{- $full := contains $name .Release.Name | ternary .Release.Name (print .Release.Name "-" $name) }}
{{- .Values.fullnameOverride | default $full | trunc 45 | trimSuffix "-" }}
{{- end }}

{{- define "netcheck.namespace" -}}
{{- .Values.namespaceOverride | default .Release.Namespace }}
{{- end }}

{{/* These labels never change between releases, because Kubernetes does not allow changes to selectors. Takes {root, component}. */}}
{{- define "netcheck.selectorLabels" -}}
app.kubernetes.io/name: {{ include "netcheck.name" .root }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end }}

{{/* Takes {root, component}. */}}
{{- define "netcheck.labels" -}}
{{ include "netcheck.selectorLabels" . }}
app.kubernetes.io/part-of: netcheck
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ print .root.Chart.Name "-" .root.Chart.Version | replace "+" "_" }}
{{- with .root.Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{/* Name, namespace and labels of an object. Takes {root, component, name}, and optional labels and annotations. */}}
{{- define "netcheck.metadata" -}}
name: {{ .name }}
{{- if not .clusterWide }}
namespace: {{ .in | default (include "netcheck.namespace" .root) }}
{{- end }}
labels:
  {{- include "netcheck.labels" . | nindent 2 }}
  {{- with .labels }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- with .annotations }}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{/* The service account of a component. Takes {root, name, account}. */}}
{{- define "netcheck.serviceAccountName" -}}
{{- .account.name | default (.account.create | ternary .name "default") }}
{{- end }}

{{/* A registry for all images takes the place of the one in the repository: a first part with a dot, a port or localhost is a registry.
     Takes {root, image}. */}}
{{- define "netcheck.image" -}}
{{- $repository := .image.repository }}
{{- with .root.Values.global.imageRegistry }}
{{- $repository = print (trimSuffix "/" .) "/" (regexReplaceAll "^([^/]*[.:][^/]*|localhost)/" $repository "") }}
{{- end }}
{{- if .image.digest -}}
{{ $repository }}@{{ .image.digest }}
{{- else -}}
{{ $repository }}:{{ .image.tag | default .root.Chart.AppVersion }}
{{- end }}
{{- end }}

{{- define "netcheck.exporterScheme" -}}
{{- .Values.exporter.web.tls.secretName | empty | ternary "http" "https" }}
{{- end }}

{{- define "netcheck.exporterUrl" -}}
{{ include "netcheck.exporterScheme" . }}://{{ include "netcheck.fullname" . }}-exporter.{{ include "netcheck.namespace" . }}.svc:{{ .Values.exporter.service.port }}
{{- end }}

{{/* Whether each exporter has a memory of its own, so that agents report to every address of a headless Service. */}}
{{- define "netcheck.exporters" -}}
{{- eq .Values.exporter.store.type "memory" | ternary "each" "" }}
{{- end }}

{{/* A file belongs to one exporter. */}}
{{- define "netcheck.exporterReplicas" -}}
{{- eq .Values.exporter.store.type "file" | ternary (min 1 .Values.exporter.replicas) .Values.exporter.replicas }}
{{- end }}

{{/* The names of cluster-wide objects contain the namespace. */}}
{{- define "netcheck.priorityClass" -}}
{{- .Values.priorityClass.create | ternary (print .Release.Namespace "-" (include "netcheck.fullname" .) | trimPrefix "-") "" }}
{{- end }}

{{/* The address ranges of agents and nodes. The default is the same as in the programs. */}}
{{- define "netcheck.nodeCIDRs" -}}
{{- $default := list "10.0.0.0/8" "172.16.0.0/12" "192.168.0.0/16" "100.64.0.0/10" "fc00::/7" }}
{{- toYaml (.Values.networkPolicy.nodeCIDRs | default .Values.allowedCIDRs | default $default) }}
{{- end }}
