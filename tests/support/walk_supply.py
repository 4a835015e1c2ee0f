"""Pages of the supply chain and the overview; the deployment itself has published their data."""

from tests.support.console_pages import ConsolePage
from tests.support.consoles import the_founder

CONSOLE = "novaos-console"


def build(environment: str) -> list[ConsolePage]:
    """List the pages: what the pipeline published is there, waivers are none."""
    founder = the_founder(environment)
    pages = {
        "overview": "/overview",
        "supply-chain": "/supply-chain",
        "supply-chain-postgres": "/supply-chain/postgres",
        "supply-chain-agent": "/supply-chain/agent-nova",
        "supply-chain-job": "/supply-chain/core-api-migrations",
        "supply-chain-search": "/supply-chain/components?q=ssl",
        "supply-chain-search-page": "/supply-chain/components",
        "supply-chain-search-empty": "/supply-chain/components?q=nobody-has-this",
    }
    return [ConsolePage(slug, founder, CONSOLE, path) for slug, path in pages.items()]
