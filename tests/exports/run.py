"""Makes a ledger of samples/ with a built dateline, exports every table in every form, and loads each file as its users do.

What users do: pandas.read_csv and DuckDB for UCDP and ACLED, a reader of tab-separated text for POLECAT and GDELT, libhxl for HXL, geopandas
for maps. R is not needed here: what readr would guess or be told of each column (`col_integer`, `col_double`, `col_date`, `col_character`) is
held against every cell (READR below). Ends with 1 where anything does not load, or is not of its list.
"""

import csv
import hashlib
import io
import json
import re
import subprocess
import sys
import tempfile
import unittest
from datetime import date
from pathlib import Path

import duckdb
import geopandas
import hxl
import pandas
import pyarrow.parquet as parquet

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = ""
FOLDER = Path()
LEDGER = Path()

SHAPES = ("ucdp", "acled", "polecat", "gdelt", "hxl")
TABLES = ("claims", "events", "figures", "control", "reports", "decisions")
FORMS = ("parquet", "geoparquet", "csv", "jsonl", "geojson")
DAYS = ("2024-11-29", "2024-11-30", "2024-12-05", "2024-12-07", "2024-12-08")

UCDP = """id relid year active_year code_status type_of_violence conflict_dset_id conflict_new_id conflict_name dyad_dset_id dyad_new_id
dyad_name side_a_dset_id side_a_new_id side_a side_b_dset_id side_b_new_id side_b number_of_sources source_article source_office source_date
source_headline source_original where_prec where_coordinates where_description adm_1 adm_2 latitude longitude geom_wkt priogrid_gid country
country_id region event_clarity date_prec date_start date_end deaths_a deaths_b deaths_civilians deaths_unknown best high low gwnoa gwnob""".split()

ACLED = """event_id_cnty event_date year time_precision disorder_type event_type sub_event_type actor1 assoc_actor_1 inter1 actor2
assoc_actor_2 inter2 interaction civilian_targeting iso region country admin1 admin2 admin3 location latitude longitude geo_precision source
source_scale notes fatalities tags timestamp""".split()

POLECAT = """Event ID|Event Date|Event Type|Event Mode|Intensity|Quad Code|Contexts|Actor Name|Actor Country|Actor COW|Primary Actor Sector|
Actor Sectors|Actor Title|Actor Name Raw|Wikipedia Actor ID|Recipient Name|Recipient Country|Recipient COW|Primary Recipient Sector|
Recipient Sectors|Recipient Title|Recipient Name Raw|Wikipedia Recipient ID|Placename|City|District|Province|Country|Latitude|Longitude|
GeoNames ID|Raw Placename|Feature Type|Source|Publication Date|Story People|Story Organizations|Story Locations|Language|Version""".replace("\n", "").split("|")

ACTOR = "Code Name CountryCode KnownGroupCode EthnicCode Religion1Code Religion2Code Type1Code Type2Code Type3Code".split()
GEO = "Type FullName CountryCode ADM1Code ADM2Code Lat Long FeatureID".split()
GDELT = (
    "GLOBALEVENTID SQLDATE MonthYear Year FractionDate".split()
    + [f"Actor{n}{part}" for n in (1, 2) for part in ACTOR]
    + "IsRootEvent EventCode EventBaseCode EventRootCode QuadClass GoldsteinScale NumMentions NumSources NumArticles AvgTone".split()
    + [f"{which}Geo_{part}" for which in ("Actor1", "Actor2", "Action") for part in GEO]
    + ["DATEADDED", "SOURCEURL"]
)

HXL = """#event+id #date+start #date+end #event+type #org+actor #affected+killed #affected+injured #affected+displaced #geo+lat #geo+lon
#country+name #country+code #adm1+name #adm2+name #loc+name #meta+source #meta+url""".split()

LISTS = {"ucdp": UCDP, "acled": ACLED, "polecat": POLECAT, "gdelt": GDELT}

# The types that a strict reader is told; every other column is words.
READR = {
    "ucdp": {
        "integer": """year active_year type_of_violence conflict_dset_id conflict_new_id dyad_dset_id dyad_new_id side_a_dset_id side_a_new_id
            side_b_dset_id side_b_new_id number_of_sources where_prec priogrid_gid country_id event_clarity date_prec deaths_a deaths_b
            deaths_civilians deaths_unknown best high low gwnoa gwnob""".split(),
        "double": ["id", "latitude", "longitude"],
        "date": ["date_start", "date_end"],
    },
    "acled": {
        "integer": "year time_precision inter1 inter2 interaction iso geo_precision fatalities".split(),
        "double": ["latitude", "longitude", "timestamp"],
        "date": ["event_date"],
    },
    "polecat": {"integer": ["GeoNames ID"], "double": ["Intensity", "Latitude", "Longitude"], "date": ["Event Date", "Publication Date"]},
    "gdelt": {
        "integer": "SQLDATE MonthYear Year IsRootEvent QuadClass NumMentions NumSources NumArticles ActionGeo_Type".split(),
        "double": "GLOBALEVENTID FractionDate GoldsteinScale AvgTone ActionGeo_Lat ActionGeo_Long DATEADDED".split(),
        "date": [],
    },
}


def dateline(*arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run([PROGRAM, *arguments], capture_output=True, text=True)


def exported(what: str, form: str, shape: str = "native") -> Path:
    """The file of a table; made once."""
    ending = {"parquet": "parquet", "geoparquet": "geo.parquet"}.get(form, form)
    file = FOLDER / f"{what}-{shape}.{ending}"
    if not file.exists():
        done = dateline("export", what, "-L", str(LEDGER), "--format", form, "--shape", shape, "-o", str(file))
        empty = what == "decisions" and done.returncode == 1
        if not empty and (done.returncode != 0 or not file.exists()):
            raise AssertionError(f"export {what} --shape {shape} --format {form} ended with {done.returncode}: {done.stderr}")
    return file


def lines(shape: str) -> list[list[str]]:
    """The cells of a shape's text file, as they stand there; without the header rows."""
    text = exported("events", "csv", shape).read_text(encoding="utf-8")
    if shape == "gdelt":
        return [line.split("\t") for line in text.removesuffix("\n").split("\n")]
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter="\t" if shape == "polecat" else ","))
    return rows[2:] if shape == "hxl" else rows[1:]


def frame(shape: str) -> pandas.DataFrame:
    """As the tutorials of these data sets load them. `NA` is Namibia, so that only an empty cell is empty."""
    file = exported("events", "csv", shape)
    known = {"keep_default_na": False, "na_values": [""]}
    if shape == "gdelt":
        codes = {name: str for name in GDELT if name.endswith("Code") or name.endswith("FeatureID")}
        return pandas.read_csv(file, sep="\t", header=None, names=GDELT, dtype=codes, quoting=csv.QUOTE_NONE, **known)
    if shape == "polecat":
        return pandas.read_csv(file, sep="\t", **known)
    return pandas.read_csv(file, skiprows=[1] if shape == "hxl" else None, **known)


class Every(unittest.TestCase):
    """Every table in every form."""

    def test_parquet_has_rows_and_a_line_of_codebook_for_each_column(self):
        for what, shape in [*((what, "native") for what in TABLES), *(("events", shape) for shape in SHAPES)]:
            with self.subTest(what=what, shape=shape):
                if what == "decisions":
                    continue
                table = parquet.read_table(exported(what, "parquet", shape))
                self.assertGreater(table.num_rows, 0)
                for field in table.schema:
                    self.assertTrue((field.metadata or {}).get(b"about"), field.name)

    def test_text_and_parquet_hold_the_same_rows(self):
        for shape in SHAPES:
            with self.subTest(shape=shape):
                table = parquet.read_table(exported("events", "parquet", shape))
                cells = lines(shape)
                self.assertEqual(table.num_rows, len(cells))
                for at, name in enumerate(table.column_names):
                    empty = [row[at] == "" for row in cells]
                    self.assertEqual(table.column(at).is_null().to_pylist(), empty, name)

    def test_json_lines_hold_the_same_rows(self):
        for shape in SHAPES:
            with self.subTest(shape=shape):
                names = parquet.read_table(exported("events", "parquet", shape)).column_names
                rows = [json.loads(line) for line in exported("events", "jsonl", shape).read_text(encoding="utf-8").splitlines()]
                self.assertEqual(len(rows), len(lines(shape)))
                for row in rows:
                    self.assertLessEqual(set(row), set(names))

    def test_duckdb_reads_parquet_and_text(self):
        connection = duckdb.connect()
        for shape in SHAPES:
            with self.subTest(shape=shape):
                file = exported("events", "parquet", shape)
                (rows,) = connection.execute("SELECT count(*) FROM read_parquet(?)", [str(file)]).fetchone()
                self.assertEqual(rows, len(lines(shape)))
                file = exported("events", "csv", shape)
                options = {
                    "gdelt": ", delim='\t', header=false, quote='', escape='', all_varchar=true",
                    "polecat": ", delim='\t', header=true",
                    # Left alone it takes the hashtags for a comment, and the rows for all there is.
                    "hxl": ", header=true, comment='', all_varchar=true",
                }.get(shape, ", header=true")
                (rows,) = connection.execute(f"SELECT count(*) FROM read_csv(?{options})", [str(file)]).fetchone()
                self.assertEqual(rows, len(lines(shape)) + (shape == "hxl"))

    def test_geopandas_reads_points_where_the_columns_say(self):
        for shape in SHAPES:
            columns = {"gdelt": ("ActionGeo_Lat", "ActionGeo_Long"), "ucdp": ("latitude", "longitude"), "acled": ("latitude", "longitude")}
            lat, lon = columns.get(shape, ("Latitude", "Longitude"))
            with self.subTest(shape=shape):
                places = geopandas.read_parquet(exported("events", "geoparquet", shape))
                self.assertEqual(places.crs.to_epsg() or places.crs.to_authority()[1], places.crs.to_epsg() or "CRS84")
                self.assertTrue(places.crs.is_geographic)
                there = places[places.geometry.notna() & ~places.geometry.is_empty]
                self.assertGreater(len(there), 0)
                if lat in places:
                    self.assertTrue((there.geometry.y == there[lat]).all() and (there.geometry.x == there[lon]).all())
                drawn = geopandas.read_file(exported("events", "geojson", shape))
                self.assertGreater(len(drawn[drawn.geometry.notna()]), 0)
                self.assertTrue((drawn.geometry.dropna().geom_type == "Point").all())

    def test_sums_hold(self):
        for sums in FOLDER.glob("*.sha256"):
            for line in sums.read_text(encoding="utf-8").splitlines():
                wanted, name = line.split(maxsplit=1)
                file = FOLDER / name.lstrip("*")
                with self.subTest(file=file.name):
                    self.assertEqual(hashlib.sha256(file.read_bytes()).hexdigest(), wanted)

    def test_the_same_again_gives_the_same_bytes(self):
        for shape in SHAPES:
            with self.subTest(shape=shape):
                again = FOLDER / "again" / f"{shape}.csv"
                again.parent.mkdir(exist_ok=True)
                done = dateline("export", "events", "-L", str(LEDGER), "--format", "csv", "--shape", shape, "-o", str(again))
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertEqual(again.read_bytes(), exported("events", "csv", shape).read_bytes())


class Strict(unittest.TestCase):
    """What a reader that is told each column's type says of every cell: R's readr, data.table, a database."""

    def test_every_cell_is_of_its_columns_type(self):
        forms = {"integer": r"-?\d+", "double": r"-?\d+(\.\d+)?([eE][+-]?\d+)?", "date": r"\d{4}-\d{2}-\d{2}"}
        for shape, types in READR.items():
            for kind, names in types.items():
                for name in names:
                    at = LISTS[shape].index(name)
                    for row in lines(shape):
                        if row[at] == "":
                            continue
                        with self.subTest(shape=shape, column=name):
                            self.assertRegex(row[at], f"^{forms[kind]}$")
                            if kind == "integer":
                                self.assertLess(abs(int(row[at])), 2**31)
                            if kind == "double" and re.fullmatch(r"-?\d+", row[at]):
                                self.assertLess(abs(int(row[at])), 2**53)
                            if kind == "date":
                                date.fromisoformat(row[at])

    def test_nothing_unknown_is_written_as_a_word_or_a_zero_point(self):
        for shape in SHAPES:
            names = LISTS.get(shape) or exported("events", "csv", shape).read_text(encoding="utf-8").splitlines()[0].split(",")
            for row in lines(shape):
                self.assertEqual(len(row), len(names))
                for cell in row:
                    self.assertNotIn(cell.strip(), {"---", "--", "-", "None", "nan", "NaN", "null", "NULL", "unknown"})

    def test_no_cell_begins_as_a_formula(self):
        for shape in ("ucdp", "acled", "polecat", "hxl"):
            for row in lines(shape):
                for cell in row:
                    self.assertFalse(cell.startswith(("=", "@", "\t")), cell)


class Ucdp(unittest.TestCase):
    def test_a_frame_as_ged_users_have_it(self):
        ged = frame("ucdp")
        self.assertEqual(list(ged.columns), UCDP)
        ged["date_start"] = pandas.to_datetime(ged["date_start"])
        ged["date_end"] = pandas.to_datetime(ged["date_end"])
        self.assertTrue(ged["id"].is_unique and ged["relid"].is_unique)
        self.assertEqual(ged["id"].dtype, "int64")
        for name in ("year", "where_prec", "date_prec", "event_clarity", "deaths_a", "best", "high", "low", "priogrid_gid"):
            self.assertEqual(ged[name].dtype, "int64", name)
        self.assertTrue((ged["year"] == ged["date_start"].dt.year).all())
        self.assertTrue((ged["low"] <= ged["best"]).all() and (ged["best"] <= ged["high"]).all() and (ged["high"] >= 1).all())
        parts = ged[["deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown"]]
        self.assertTrue((parts.sum(axis=1) == ged["best"]).all() and (parts >= 0).all().all())
        self.assertTrue(ged["where_prec"].isin(range(1, 8)).all())
        self.assertTrue(ged["type_of_violence"].dropna().isin((1, 2, 3)).all())
        self.assertTrue(ged["priogrid_gid"].between(1, 259_200).all())
        length = (ged["date_end"] - ged["date_start"]).dt.days + 1
        codes = pandas.cut(length, [0, 1, 6, 7, 31, 366], labels=[1, 2, 3, 4, 5]).astype(int)
        self.assertTrue((codes == ged["date_prec"]).all())
        self.assertTrue(ged["code_status"].str.startswith(("Machine-made", "Reviewed")).all())

    def test_points_from_well_known_text_are_those_of_the_columns(self):
        ged = frame("ucdp")
        points = geopandas.GeoSeries.from_wkt(ged["geom_wkt"])
        self.assertTrue((points.y == ged["latitude"]).all() and (points.x == ged["longitude"]).all())

    def test_deaths_by_country_and_year_in_sql(self):
        rows = duckdb.execute(
            "SELECT country_id, year, sum(best)::BIGINT FROM read_csv(?) GROUP BY ALL", [str(exported("events", "csv", "ucdp"))]
        ).fetchall()
        self.assertIn((652, 2024), {row[:2] for row in rows})
        self.assertEqual(sum(row[2] for row in rows), frame("ucdp")["best"].sum())


class Acled(unittest.TestCase):
    def test_a_frame_as_acled_users_have_it(self):
        acled = frame("acled")
        self.assertEqual(list(acled.columns), ACLED)
        days = pandas.to_datetime(acled["event_date"])
        self.assertTrue((days.dt.year == acled["year"]).all())
        self.assertTrue(acled["event_id_cnty"].is_unique)
        self.assertTrue(acled["event_id_cnty"].str.fullmatch(r"[A-Z]{3}[0-9a-z]{12}").all())
        schemes = tomllib_load(ROOT / "data" / "schemes.toml")["acled"]
        for event_type, sub in zip(acled["event_type"], acled["sub_event_type"]):
            self.assertIn(sub, schemes[event_type])
        for name in ("inter1", "inter2"):
            self.assertTrue(acled[name].dropna().isin(range(1, 9)).all())
        both = acled.dropna(subset=["inter1", "inter2"])
        pair = both[["inter1", "inter2"]]
        self.assertTrue((both["interaction"] == pair.min(axis=1) * 10 + pair.max(axis=1)).all())
        self.assertTrue(acled["fatalities"].dropna().ge(0).all())
        self.assertTrue(acled["time_precision"].isin((1, 2, 3)).all() and acled["geo_precision"].isin((1, 2, 3)).all())
        self.assertTrue(acled["notes"].str.contains("Machine-made").all())
        self.assertTrue(acled["iso"].dropna().between(1, 999).all())

    def test_events_by_month_and_type(self):
        acled = frame("acled")
        months = acled.assign(month=pandas.to_datetime(acled["event_date"]).dt.to_period("M"))
        table = months.pivot_table(index="month", columns="event_type", values="event_id_cnty", aggfunc="count")
        self.assertEqual(int(table.sum().sum()), len(acled))


class Polecat(unittest.TestCase):
    def test_a_frame_as_polecat_users_have_it(self):
        polecat = frame("polecat")
        self.assertEqual(list(polecat.columns), POLECAT)
        types = tomllib_load(ROOT / "data" / "schemes.toml")["plover"]["types"]
        self.assertTrue(polecat["Event Type"].isin(types).all())
        quads = {"VERBAL COOPERATION", "MATERIAL COOPERATION", "VERBAL CONFLICT", "MATERIAL CONFLICT"}
        self.assertLessEqual(set(polecat["Quad Code"]), quads)
        self.assertTrue(polecat["Country"].dropna().str.fullmatch("[A-Z]{3}").all())
        for cell in polecat["Actor COW"].dropna().astype(str):
            self.assertRegex(cell, r"^\d+(\.0)?(; \d+)*$")
        pandas.to_datetime(polecat["Event Date"], format="%Y-%m-%d")


class Gdelt(unittest.TestCase):
    def test_lines_have_61_fields(self):
        for line in exported("events", "csv", "gdelt").read_text(encoding="utf-8").splitlines():
            self.assertEqual(line.count("\t"), 60)
            self.assertNotIn('"', line)

    def test_a_frame_as_gdelt_users_have_it(self):
        gdelt = frame("gdelt")
        cameo = tomllib_load(ROOT / "data" / "schemes.toml")["cameo"]
        for code, base, root in zip(gdelt["EventCode"], gdelt["EventBaseCode"], gdelt["EventRootCode"]):
            self.assertIn(root, cameo["roots"])
            self.assertTrue(code in cameo["codes"] or code == root + "0", code)
            self.assertTrue(code.startswith(base) and base.startswith(root))
        self.assertTrue(gdelt["GLOBALEVENTID"].is_unique)
        days = pandas.to_datetime(gdelt["SQLDATE"].astype(str), format="%Y%m%d")
        self.assertTrue((days.dt.year == gdelt["Year"]).all() and (days.dt.strftime("%Y%m").astype(int) == gdelt["MonthYear"]).all())
        pandas.to_datetime(gdelt["DATEADDED"].astype(str), format="%Y%m%d%H%M%S")
        self.assertTrue(gdelt["GoldsteinScale"].between(-10, 10).all() and gdelt["QuadClass"].between(1, 4).all())
        self.assertTrue(gdelt["ActionGeo_Type"].dropna().between(1, 5).all())
        self.assertTrue(gdelt["ActionGeo_CountryCode"].dropna().str.fullmatch("[A-Z]{2}").all())
        self.assertTrue((gdelt["NumSources"] <= gdelt["NumArticles"]).all() and (gdelt["NumArticles"] <= gdelt["NumMentions"]).all())


class Hxl(unittest.TestCase):
    def test_libhxl_reads_tags_and_values(self):
        # Kept: what is read from a file can be walked through once.
        source = hxl.data(str(exported("events", "csv", "hxl")), hxl.InputOptions(allow_local=True)).cache()
        self.assertEqual([column.get_display_tag(sort_attributes=False) for column in source.columns], HXL)
        rows = list(source)
        self.assertEqual(len(rows), len(lines("hxl")))
        self.assertTrue(all(row.get("#event+id") for row in rows))
        killed = [row.get("#affected+killed") for row in rows]
        self.assertTrue(any(killed) and all(cell.isdigit() for cell in killed if cell))
        dead = source.with_rows("#affected+killed > 0").sort("#affected+killed")
        self.assertEqual(len(list(dead)), sum(1 for cell in killed if cell and int(cell) > 0))


def tomllib_load(file: Path) -> dict:
    import tomllib

    with open(file, "rb") as opened:
        return tomllib.load(opened)


def main() -> None:
    global PROGRAM, FOLDER, LEDGER
    PROGRAM = str(Path(sys.argv[1]).resolve())
    with tempfile.TemporaryDirectory() as folder:
        FOLDER = Path(folder)
        LEDGER = FOLDER / "exports.ledger"
        reports = [str(ROOT / "samples" / "syria-2024" / f"{day}.jsonl") for day in DAYS]
        done = dateline("add", "--quiet", "-L", str(LEDGER), *reports)
        if done.returncode != 0:
            sys.exit(f"`dateline add` ended with {done.returncode}: {done.stderr}")
        unittest.main(argv=["exports", *sys.argv[2:]], verbosity=2)


if __name__ == "__main__":
    main()
