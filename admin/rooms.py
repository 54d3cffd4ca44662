"""Every page of the admin: its routes here, its line in the rail in ``shell/navigation.py``."""

from admin.account.routes import room as account
from admin.blogs.comments import room as comments
from admin.blogs.routes import room as blogs
from admin.brands.routes import room as brands
from admin.collections.routes import room as collections
from admin.customers.routes import room as customers
from admin.delivery.routes import room as delivery
from admin.editor import room as editor
from admin.files.routes import room as files
from admin.home.routes import room as home
from admin.imports.routes import room as imports
from admin.inventory.acts import room as inventory_acts
from admin.inventory.channels import room as inventory_channels
from admin.inventory.items import room as inventory_items
from admin.inventory.routes import room as inventory
from admin.locations.routes import room as locations
from admin.menus.routes import room as menus
from admin.orders.routes import room as orders
from admin.pages.routes import room as pages
from admin.products.routes import room as products
from admin.search.routes import room as search
from admin.set_up.routes import room as set_up
from admin.settings.routes import room as settings
from admin.sign_in.routes import room as sign_in
from admin.staff.routes import room as staff
from admin.stock.counts import room as counts
from admin.stock.levels import room as stock
from admin.stock.oversells import room as oversells
from admin.stock.picking import room as picking
from admin.stock.transfers import room as transfers
from admin.switching import room as switching
from admin.theme.copies import room as theme_copies
from admin.theme.gallery import room as theme_packs
from admin.theme.languages import room as theme_languages
from admin.theme.publishing import room as theme_publishing
from admin.theme.routes import room as theme
from admin.till import room as till
from admin.tills.routes import room as tills
from admin.tills.sales import room as till_sales
from admin.work.routes import room as work

ROOMS = (
    sign_in,
    home,
    orders,
    products,
    inventory,
    inventory_items,
    inventory_acts,
    inventory_channels,
    collections,
    customers,
    brands,
    theme,
    theme_packs,
    theme_copies,
    theme_languages,
    theme_publishing,
    editor,
    switching,
    pages,
    blogs,
    comments,
    menus,
    files,
    delivery,
    locations,
    stock,
    transfers,
    counts,
    oversells,
    picking,
    till,
    tills,
    till_sales,
    imports,
    work,
    staff,
    settings,
    set_up,
    account,
    search,
)
"""One blueprint per noun."""
