{{/* SPDX-License-Identifier: Apache-2.0 */}}
{{/* What each pod has: Pod Security level restricted asks for all of it. */}}
{{- define "netcheck.podSecurity" -}}
runAsNonRoot: true
runAsUser: 65532
runAsGroup: 65532
fsGroup: 65532
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{- define "netcheck.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end }}

{{/* Environment variables from {given, settings, path}: what the chart sets, and what the user adds to it. */}}
{{- define "netcheck.env" -}}
{{- $env := dict }}
{{- range $key, $value := .given }}
{{- if ne (toString $value) "" }}
{{- $_ := set $env $key $value }}
{{- end }}
{{- end }}
{{- range $key, $value := .settings }}
{{- if or (hasKey $.given $key) (has $key $.fromPod) }}
{{- fail (printf "%s.%s: the chart sets %s itself; use the matching value in values.yaml" $.path $key $key) }}
{{- end }}
{{- $_ := set $env $key $value }}
{{- end }}
{{- range $key, $value := $env }}
- name: {{ $key }}
  value: {{ toString $value | quote }}
{{- end }}
{{- end }}

{{/* The file of --web-config-file, in the format of Prometheus' exporter-toolkit; empty without TLS and users. */}}
{{- define "netcheck.webConfig" -}}
{{- with .tls.secretName }}
tls_server_config:
  cert_file: /etc/netcheck/tls/tls.crt
  key_file: /etc/netcheck/tls/tls.key
  {{- if ne $.tls.clientAuth "NoClientCert" }}
  client_auth_type: {{ $.tls.clientAuth }}
  client_ca_file: /etc/netcheck/tls/ca.crt
  {{- end }}
{{- end }}
{{- with .basicAuthUsers }}
basic_auth_users:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{/* The files are read again when they change, and so are certificates: nothing restarts for them. Takes {web, name}. */}}
{{- define "netcheck.webVolumes" -}}
{{- if include "netcheck.webConfig" .web }}
- name: web
  secret:
    secretName: {{ .name }}-web
    defaultMode: 288 # 0440
{{- end }}
{{- with .web.tls.secretName }}
- name: tls
  secret:
    secretName: {{ . }}
    defaultMode: 288 # 0440
{{- end }}
{{- with .web.token }}
{{- if .secretName }}
- name: web-token
  secret:
    secretName: {{ .secretName }}
    defaultMode: 288 # 0440
    items: [{key: {{ .key }}, path: token}]
{{- end }}
{{- end }}
{{- end }}

{{- define "netcheck.webMounts" -}}
{{- if include "netcheck.webConfig" .web }}
- {name: web, mountPath: /etc/netcheck/web, readOnly: true}
{{- end }}
{{- with .web.tls.secretName }}
- {name: tls, mountPath: /etc/netcheck/tls, readOnly: true}
{{- end }}
{{- if .web.token.secretName }}
- {name: web-token, mountPath: /etc/netcheck/web-token, readOnly: true}
{{- end }}
{{- end }}

{{/* None of them asks for peers, for the exporter or for an API. A kubelet has no certificate to show. */}}
{{- define "netcheck.probes" -}}
{{- $tls := .web.tls }}
{{- range $probe, $path := dict "startupProbe" "/-/healthy" "livenessProbe" "/-/healthy" "readinessProbe" "/-/ready" }}
{{ $probe }}:
  {{- if and $tls.secretName (eq $tls.clientAuth "RequireAndVerifyClientCert") }}
  tcpSocket:
    port: http
  {{- else }}
  httpGet:
    path: {{ $path }}
    port: http
    scheme: {{ empty $tls.secretName | ternary "HTTP" "HTTPS" }}
  {{- end }}
  periodSeconds: {{ eq $probe "startupProbe" | ternary 1 10 }}
  timeoutSeconds: 5
  failureThreshold: {{ eq $probe "startupProbe" | ternary 60 3 }}
{{- end }}
{{- end }}
