{{/* SPDX-License-Identifier: Apache-2.0 */}}
{{/* What each pod has: Pod Security level restricted asks for all of the defaults. */}}
{{- define "netcheck.podSecurity" -}}
{{- $context := .Values.podSecurityContext }}
{{- if not .Values.fixedUser }}
{{- $context = omit $context "runAsUser" "runAsGroup" "fsGroup" }}
{{- end }}
{{- toYaml $context }}
{{- end }}

{{- define "netcheck.containerSecurity" -}}
{{- $context := .Values.containerSecurityContext }}
{{- if not .Values.fixedUser }}
{{- $context = omit $context "runAsUser" "runAsGroup" }}
{{- end }}
{{- toYaml $context }}
{{- end }}

{{/* The group that may ping: that of the process, because another one need not exist in the user namespace of the pod. A platform
     that assigns users leaves the group of the process at 0. */}}
{{- define "netcheck.pingGroup" -}}
{{- .Values.fixedUser | ternary (.Values.podSecurityContext.runAsGroup | default 65532 | int) 0 }}
{{- end }}

{{/* Whether agents in the pod network set the sysctl; empty if not. Kubernetes 1.36 needs containerd 2 or newer, which allows every
     group to ping unless the pod has a user namespace. */}}
{{- define "netcheck.pingSysctl" -}}
{{- $agent := .Values.podAgent }}
{{- $allowed := and $agent.hostUsers (semverCompare ">=1.36-0" .Capabilities.KubeVersion.Version) }}
{{- if or (eq (toString $agent.pingSysctl) "true") (and (eq (toString $agent.pingSysctl) "auto") (not $allowed)) }}true{{ end }}
{{- end }}

{{/* Fields of a pod that its component may set. Takes the values of the component. */}}
{{- define "netcheck.podOptions" -}}
{{- if eq (toString .hostUsers) "false" }}
hostUsers: false
{{- end }}
{{- with .runtimeClassName }}
runtimeClassName: {{ . }}
{{- end }}
{{- with .dnsPolicy }}
dnsPolicy: {{ . }}
{{- end }}
{{- with .dnsConfig }}
dnsConfig:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{/* The labels and annotations of pods, with those that keep the proxies of a service mesh away. Takes {root, own}. */}}
{{- define "netcheck.podLabels" -}}
{{- with mergeOverwrite (deepCopy .root.Values.mesh.podLabels) .own }}
{{- toYaml . }}
{{- end }}
{{- end }}
{{- define "netcheck.podAnnotations" -}}
{{- with mergeOverwrite (deepCopy .root.Values.mesh.podAnnotations) .own }}
{{- toYaml . }}
{{- end }}
{{- end }}

{{/* Environment variables from {given, part, path, fromPod}: what the chart sets, and what the user adds to it. */}}
{{- define "netcheck.env" -}}
{{- $env := dict }}
{{- range $key, $value := .given }}
{{- if ne (toString $value) "" }}
{{- $_ := set $env $key $value }}
{{- end }}
{{- end }}
{{- range $key, $value := .part.settings }}
{{- if or (hasKey $.given $key) (has $key $.fromPod) }}
{{- fail (printf "%s.settings.%s: the chart sets %s itself; use the matching value in values.yaml" $.path $key $key) }}
{{- end }}
{{- $_ := set $env $key $value }}
{{- end }}
{{- range $key, $value := $env }}
- name: {{ $key }}
  value: {{ toString $value | quote }}
{{- end }}
{{- range .part.extraEnv }}
{{- if or (hasKey $env .name) (has .name $.fromPod) }}
{{- fail (printf "%s.extraEnv: %s is set already; remove it from %s.settings, or use the matching value in values.yaml" $.path .name $.path) }}
{{- end }}
- {{ toYaml . | nindent 2 | trim }}
{{- end }}
{{- end }}

{{/* A CA of a Secret or a ConfigMap as a volume. Takes {name, ca}. */}}
{{- define "netcheck.caVolume" -}}
- name: {{ .name }}
  {{- if .ca.secretName }}
  secret:
    secretName: {{ .ca.secretName }}
    defaultMode: 288 # 0440
    items: [{key: {{ .ca.key }}, path: {{ .ca.key }}}]
  {{- else }}
  configMap:
    name: {{ .ca.configMapName }}
    items: [{key: {{ .ca.key }}, path: {{ .ca.key }}}]
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
