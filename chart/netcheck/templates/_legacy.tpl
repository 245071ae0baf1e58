{{/* SPDX-License-Identifier: Apache-2.0 */}}
{{/* Everything about the predecessors' clients. The other templates only include it. */}}
{{- define "netcheck.legacy.env" -}}
{{- $legacy := .Values.legacy }}
{{- $apis := list }}
{{- if $legacy.k8snetChecker.enabled }}{{ $apis = append $apis "k8snet" }}{{ end }}
{{- if $legacy.netchecker.enabled }}{{ $apis = append $apis "netchecker" }}{{ end }}
NETCHECK_LEGACY_API: {{ join "," $apis | default "off" | quote }}
NETCHECK_LEGACY_METRICS: {{ $legacy.netchecker.metrics | ternary "true" "" | quote }}
NETCHECK_LEGACY_ALLOWED_CIDRS: {{ join "," $legacy.allowedCIDRs | quote }}
NETCHECK_LEGACY_EXPORTERS: {{ include "netcheck.legacy.relay" . | empty | ternary "" (printf "%s-exporter-peers.%s.svc:%v" (include "netcheck.fullname" .) (include "netcheck.namespace" .) .Values.exporter.port) | quote }}
NETCHECK_LEGACY_AUTH_FILE: {{ $legacy.authSecretName | empty | ternary "" "/etc/netcheck/legacy-login/login" | quote }}
{{- end }}
{{/* Whether exporters pass these clients' reports on to each other. They do so over HTTP only. */}}
{{- define "netcheck.legacy.relay" -}}
{{- $legacy := .Values.legacy }}
{{- if and (or $legacy.k8snetChecker.enabled $legacy.netchecker.enabled) (include "netcheck.exporters" .) (empty .Values.exporter.web.tls.secretName) }}yes{{ end }}
{{- end }}
{{- define "netcheck.legacy.mounts" -}}
{{- if .Values.legacy.authSecretName }}
- {name: legacy-login, mountPath: /etc/netcheck/legacy-login, readOnly: true}
{{- end }}
{{- end }}
{{- define "netcheck.legacy.volumes" -}}
{{- with .Values.legacy.authSecretName }}
- name: legacy-login
  secret:
    secretName: {{ . }}
    defaultMode: 288 # 0440
{{- end }}
{{- end }}
{{- define "netcheck.legacy.check" -}}
{{- $legacy := .Values.legacy }}
{{- if and $legacy.authSecretName (not $legacy.k8snetChecker.enabled) }}
{{- fail "legacy.authSecretName: only clients of k8snet-checker use it; set legacy.k8snetChecker.enabled=true" }}
{{- end }}
{{- if and $legacy.netchecker.metrics (not $legacy.netchecker.enabled) }}
{{- fail "legacy.netchecker.metrics: needs legacy.netchecker.enabled=true" }}
{{- end }}
{{- end }}
{{- define "netcheck.legacy.notes" -}}
{{- $legacy := .Values.legacy }}
{{- if and (or $legacy.k8snetChecker.enabled $legacy.netchecker.enabled) (include "netcheck.exporters" .) (gt (int .Values.exporter.replicas) 1) .Values.exporter.web.tls.secretName }}
WARNING: with exporter.web.tls, exporters do not pass the predecessors' clients on to each other, so each knows those that report to it. Set exporter.replicas=1 or exporter.store.type=etcd.
{{- end }}
{{- if and (or $legacy.k8snetChecker.enabled $legacy.netchecker.enabled) (empty $legacy.allowedCIDRs) }}
WARNING: the predecessors' clients do not authenticate, and may report from any address. Set legacy.allowedCIDRs.
{{- end }}
{{- end }}
