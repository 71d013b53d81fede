#!/bin/sh
# 安装或升级平台。可以反复运行：已有的设置、证书、数据都保留。
#
#   deploy/install.sh --domain portal.example.cn --profile provincial --province 320000
#   deploy/install.sh --domain portal.example.cn --profile national
#   deploy/install.sh                 升级（沿用已有的设置）
#   deploy/install.sh --back          退回到上一个版本，数据库随之退回
#
# 在源代码目录或解开的离线包里以 root 运行；Debian 12、Ubuntu 22.04 或更新。有 wheels 目录时不访问网络安装 Python 依赖。
set -eu

HERE=$(cd "$(dirname "$0")/.." && pwd)
APP=/opt/cte-portal
SETTINGS=/etc/cte-portal
DATA=/var/lib/cte-portal
BACKUPS=/var/backups/cte-portal
LOGS=/var/log/cte-portal
SERVICE=cte-portal
DOMAIN= PROFILE= PROVINCE= BACK=

say() { printf '%s\n' "$*"; }
fail() { say "$*" >&2; exit 1; }
booted() { [ -d /run/systemd/system ]; }

while [ $# -gt 0 ]; do
    case $1 in
        --domain) DOMAIN=$2; shift 2 ;;
        --profile) PROFILE=$2; shift 2 ;;
        --province) PROVINCE=$2; shift 2 ;;
        --back) BACK=yes; shift ;;
        *) fail "不认识的参数 $1；用法见 $0 开头" ;;
    esac
done
[ "$(id -u)" = 0 ] || fail "请以 root 运行：sudo $0"

portal() { # 以服务用户的身份、用平台的设置运行命令：portal <版本目录> flask 的参数…
    (
        cd "$1" || exit 1
        shift
        set -a; . "$SETTINGS/portal.env"; set +a
        exec runuser -u "$SERVICE" -- .venv/bin/flask --app wsgi "$@"
    )
}

services() { # start 或 stop
    booted || { say "  systemd 没有运行，没有 $1 服务"; return 0; }
    case $1 in
        stop) systemctl stop cte-portal-web cte-portal-worker 2>/dev/null || true ;;
        start) systemctl daemon-reload; systemctl enable --quiet --now cte-portal-worker cte-portal-web ;;
    esac
}

back_up() { # 升级、退回以前；PostgreSQL 由它自己的工具备份
    [ -f "$DATA/portal.sqlite3" ] || return 0
    say "备份……"
    portal "$1" backup || fail "备份没有成功，没有继续。原来的版本照常运行。"
}

ready() {
    booted || return 0
    for _ in $(seq 60); do
        python3 -c 'import urllib.request; urllib.request.urlopen("http://127.0.0.1:8000/-/ready", timeout=5)' 2>/dev/null && return 0
        sleep 1
    done
    fail "平台没有启动，原因见 $LOGS/web.log。退回上一个版本：$0 --back"
}

switch_to() { ln -sfn "$1" "$APP/current.new" && mv -T "$APP/current.new" "$APP/current"; }

if [ -n "$BACK" ]; then
    now=$(readlink "$APP/current") || fail "还没有安装过"
    before=$(cat "$now/PREVIOUS" 2>/dev/null) || true
    [ -n "$before" ] && [ -d "$before" ] || fail "没有可以退回的版本"
    back_up "$now"
    services stop
    say "数据库退回到 $(cat "$before/REVISION")……"
    portal "$now" db downgrade "$(cat "$before/REVISION")"
    switch_to "$before"
    services start
    ready
    say "已退回到 $before。"
    exit 0
fi

if [ -f "$HERE/SHA256SUMS" ]; then
    say "核对离线包……"
    (cd "$HERE" && sha256sum --quiet -c SHA256SUMS) || fail "离线包不完整或被改动，没有安装。"
fi

say "系统软件包……"
missing=
for package in python3-venv nginx-light logrotate openssl; do
    dpkg -s "$package" >/dev/null 2>&1 || missing="$missing $package"
done
dpkg -s nginx >/dev/null 2>&1 && missing=$(echo "$missing" | sed 's/ nginx-light//')
if [ -n "$missing" ]; then
    # shellcheck disable=SC2086
    DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $missing ||
        fail "请先安装系统软件包：$missing（没有网络时用系统安装光盘）"
fi
if ! dpkg -s fonts-hanazono >/dev/null 2>&1; then
    { ls "$HERE"/debs/fonts-hanazono_*.deb >/dev/null 2>&1 && dpkg -i "$HERE"/debs/fonts-hanazono_*.deb >/dev/null; } ||
        DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends fonts-hanazono >/dev/null 2>&1 ||
        say "  没有装上 fonts-hanazono：生僻字可能印不出，以后可以再装"
fi
python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || fail "需要 Python 3.11 或更高版本"

say "用户和目录……"
id "$SERVICE" >/dev/null 2>&1 || useradd --system --user-group --home-dir "$DATA" --no-create-home --shell /usr/sbin/nologin "$SERVICE"
install -d -m 755 "$APP" "$APP/releases"
install -d -m 750 -o root -g "$SERVICE" "$SETTINGS"
install -d -m 750 -o root -g root "$SETTINGS/tls"
install -d -m 750 -o "$SERVICE" -g "$SERVICE" "$DATA" "$BACKUPS"
install -d -m 750 -o root -g adm "$LOGS"

if [ ! -f "$SETTINGS/portal.env" ]; then
    [ -n "$DOMAIN" ] && [ -n "$PROFILE" ] || fail "第一次安装请写明 --domain 和 --profile（省级平台还有 --province）"
    case $PROFILE in
        national) PROVINCE= ;;
        provincial) [ -n "$PROVINCE" ] || fail "省级平台请用 --province 写明六位省份代码，如 320000" ;;
        *) fail "--profile 是 provincial 或 national" ;;
    esac
    sed -e "s/@DOMAIN@/$DOMAIN/" -e "s/@PROFILE@/$PROFILE/" -e "s/@PROVINCE@/$PROVINCE/" "$HERE/deploy/portal.env" >"$SETTINGS/portal.env.new"
    chown "root:$SERVICE" "$SETTINGS/portal.env.new"
    chmod 640 "$SETTINGS/portal.env.new"
    mv "$SETTINGS/portal.env.new" "$SETTINGS/portal.env"
fi
DOMAIN=$(sed -n 's#^CTE_BASE_URL="\{0,1\}https://\([^/":]*\).*#\1#p' "$SETTINGS/portal.env")

say "程序……"
version=$(cat "$HERE/VERSION" 2>/dev/null || git -c safe.directory="$HERE" -C "$HERE" describe --always 2>/dev/null || echo local)
release=$APP/releases/$(date +%Y%m%d-%H%M%S)-$version
before=$(readlink "$APP/current" 2>/dev/null || true)
install -d -m 755 "$release"
for part in wsgi.py cte_portal migrations templates static deploy docs setup.cfg README.md requirements.lock; do
    cp -R "$HERE/$part" "$release/"
done
find "$release" -name __pycache__ -prune -exec rm -rf {} +
chmod -R go+rX,go-w "$release"
python3 -m venv "$release/.venv"
if [ -d "$HERE/wheels" ]; then
    "$release/.venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-index --find-links "$HERE/wheels" -r "$release/requirements.lock"
else
    "$release/.venv/bin/python" -m pip install --quiet --disable-pip-version-check -r "$release/requirements.lock"
fi
"$release/.venv/bin/python" -m compileall -q "$release/cte_portal" "$release/wsgi.py"
echo "$before" >"$release/PREVIOUS"

say "字体……"
portal "$release" fonts prepare

back_up "${before:-$release}"
services stop
say "数据库……"
if ! portal "$release" db upgrade; then
    services start
    fail "数据库没有升级成功，程序仍是原来的版本。数据库已不完整的，请用刚才的备份恢复：cte-portal restore"
fi
portal "$release" db current 2>/dev/null | awk '{ print $1 }' >"$release/REVISION"
switch_to "$release"

say "服务……"
install -m 644 "$HERE"/deploy/systemd/*.service /etc/systemd/system/
install -m 644 "$HERE/deploy/logrotate" /etc/logrotate.d/cte-portal
install -D -m 644 "$HERE/deploy/sysctl.conf" /etc/sysctl.d/60-cte-portal.conf
if booted; then /usr/lib/systemd/systemd-sysctl /etc/sysctl.d/60-cte-portal.conf; fi
cat >/usr/local/bin/cte-portal <<'COMMAND'
#!/bin/sh
# 平台的管理命令，如：cte-portal accounts create、cte-portal backup、cte-portal restore
set -a; . /etc/cte-portal/portal.env; set +a
cd /opt/cte-portal/current && exec runuser -u cte-portal -- .venv/bin/flask --app wsgi "$@"
COMMAND
chmod 755 /usr/local/bin/cte-portal

if [ ! -f "$SETTINGS/tls/fullchain.pem" ]; then
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 365 -subj "/CN=$DOMAIN" -addext "subjectAltName=DNS:$DOMAIN" \
        -keyout "$SETTINGS/tls/key.pem" -out "$SETTINGS/tls/fullchain.pem" 2>/dev/null
    chmod 600 "$SETTINGS/tls/key.pem"
    say "  已生成临时证书，浏览器会提示不受信任。请把正式证书放到 $SETTINGS/tls/（fullchain.pem、key.pem），再运行 systemctl reload nginx"
fi
sed "s/@DOMAIN@/$DOMAIN/" "$HERE/deploy/nginx.conf" >/etc/nginx/sites-available/cte-portal
ln -sfn ../sites-available/cte-portal /etc/nginx/sites-enabled/cte-portal
[ ! -L /etc/nginx/sites-enabled/default ] || rm /etc/nginx/sites-enabled/default
nginx -t -q || fail "nginx 的设置有误，请看上面的提示"

services start
ready
if booted; then systemctl reload-or-restart nginx; fi

# 留下三个版本，其余的删去
ls -1d "$APP"/releases/* | head -n -3 | while read -r old; do
    [ "$old" = "$(readlink "$APP/current")" ] || [ "$old" = "$before" ] || rm -rf "$old"
done

say "已安装 $version：https://$DOMAIN/"
[ -n "$before" ] || say "第一次安装，请建立管理员账号：cte-portal accounts create --role administrator"
