/* The training's data centre: a gateway on loopback with an invented state, its certificates, and a station that syncs from it over real TLS.
 * The plug can be pulled: the gateway is then stopped, as when the VPN is down. Everything lies in one folder that carries a mark. */
#ifndef ITSSO_DEMO_GATEWAY_H
#define ITSSO_DEMO_GATEWAY_H

#include "src/child.h"
#include "src/config.h"
#include "src/demo/demo.h"

struct demo_gateway {
    char root[CONFIG_PATH];    /* holds store/, ca/, station/, itsso-tui.conf */
    char station[CONFIG_PATH]; /* the folder of the station's databases */
    char config[CONFIG_PATH];  /* the station's configuration, with [sync] */
    struct child child;        /* pid 0: not running */
    int port;                  /* kept over stops, so that the address stays */
};

/* Makes the centre's data, certificates and the station's configuration where they are not there of this plan (training of another plan or day
 * goes), starts the gateway, syncs the station once, and enters what the station's people are said to have entered. `say` (may be NULL)
 * is told what is going on. false with e: the gateway does not run. */
bool demo_gateway_begin(struct demo_gateway *gateway, const char *root, const struct demo_plan *plan, void (*say)(const char *what), struct error *e);

bool demo_gateway_runs(const struct demo_gateway *gateway);
/* Pulls the plug, or puts it in again. */
bool demo_gateway_toggle(struct demo_gateway *gateway, struct error *e);
/* Stops it; nothing where it does not run. */
void demo_gateway_end(struct demo_gateway *gateway);

#endif
