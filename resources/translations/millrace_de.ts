<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>AccessibleCanvas</name>
    <message>
        <source>limits the run</source>
        <translation>begrenzt den Lauf</translation>
    </message>
    <message>
        <source>Graph</source>
        <translation>Graph</translation>
    </message>
    <message>
        <source>%1 nodes. Arrow keys go from node to node, Enter opens the settings of one, A adds one.</source>
        <translation>%1 Knoten. Pfeiltasten gehen von Knoten zu Knoten, Enter öffnet die Einstellungen eines Knotens, A fügt einen hinzu.</translation>
    </message>
</context>
<context>
    <name>BendItem</name>
    <message>
        <source>Drag to lead the wire; double-click to take it away</source>
        <translation>Ziehen führt die Leitung; Doppelklick nimmt den Punkt weg</translation>
    </message>
</context>
<context>
    <name>ForecastWords</name>
    <message>
        <source>%1 → %2 cores: extrapolation %3</source>
        <translation>%1 → %2 Kerne: Extrapolation %3</translation>
    </message>
    <message>
        <source>%1 → %2 records/s: extrapolation %3</source>
        <translation>%1 → %2 Datensätze/s: Extrapolation %3</translation>
    </message>
    <message>
        <source>%1 → %2 workers of “%4”: extrapolation %3</source>
        <translation>%1 → %2 Arbeiter von „%4“: Extrapolation %3</translation>
    </message>
    <message>
        <source>times of %1</source>
        <translation>Zeiten von %1</translation>
    </message>
    <message>
        <source>shares of %1</source>
        <translation>Anteile von %1</translation>
    </message>
    <message>
        <source>instances of %1</source>
        <translation>Instanzen von %1</translation>
    </message>
    <message>
        <source>failures of %1</source>
        <translation>Ausfälle von %1</translation>
    </message>
    <message>
        <source>site %1</source>
        <translation>Standort %1</translation>
    </message>
    <message>
        <source>link %1</source>
        <translation>Verbindung %1</translation>
    </message>
    <message>
        <source>lock of the interpreter</source>
        <translation>Sperre des Interpreters</translation>
    </message>
    <message>
        <source>costs of worker processes</source>
        <translation>Kosten der Arbeiterprozesse</translation>
    </message>
    <message>
        <source>time slices</source>
        <translation>Zeitscheiben</translation>
    </message>
    <message>
        <source>power of %1</source>
        <translation>Leistung von %1</translation>
    </message>
    <message>
        <source>%1 and %2 more</source>
        <translation>%1 und %2 weitere</translation>
    </message>
    <message>
        <source>uncalibrated</source>
        <translation>nicht kalibriert</translation>
    </message>
    <message>
        <source>calibrated</source>
        <translation>kalibriert</translation>
    </message>
    <message>
        <source>calibrated in part</source>
        <translation>teils kalibriert</translation>
    </message>
    <message>
        <source>%1 off</source>
        <translation>%1 Fehler</translation>
    </message>
    <message>
        <source>error not known</source>
        <translation>Fehler unbekannt</translation>
    </message>
    <message>
        <source>extrapolation %1</source>
        <translation>Extrapolation %1</translation>
    </message>
    <message>
        <source>Uncalibrated: service times are assumptions. “millrace calibrate” measures them.</source>
        <translation>Nicht kalibriert: Bedienzeiten sind Annahmen. „millrace calibrate“ misst sie.</translation>
    </message>
    <message>
        <source>Calibrated from run %1.</source>
        <translation>Kalibriert aus dem Lauf %1.</translation>
    </message>
    <message>
        <source>At loads that were held out, forecasts were off by %1 (throughput %2, p99 %3).</source>
        <translation>Bei zurückgehaltenen Lasten lagen Vorhersagen um %1 daneben (Durchsatz %2, p99 %3).</translation>
    </message>
    <message>
        <source>Nothing was held out: how far off forecasts are is not known.</source>
        <translation>Nichts wurde zurückgehalten: Wie weit Vorhersagen danebenliegen, ist nicht bekannt.</translation>
    </message>
    <message>
        <source>Not calibrated: %1.</source>
        <translation>Nicht kalibriert: %1.</translation>
    </message>
    <message>
        <source>about %1 events</source>
        <translation>etwa %1 Ereignisse</translation>
    </message>
    <message>
        <source>less than a second</source>
        <translation>weniger als eine Sekunde</translation>
    </message>
    <message>
        <source>about %1</source>
        <translation>etwa %1</translation>
    </message>
    <message>
        <source>Offered load: %1 at “%2”.</source>
        <translation>Angebotene Last: %1 an „%2“.</translation>
    </message>
    <message>
        <source>A source goes as fast as it can: how long it takes is not known before.</source>
        <translation>Eine Quelle läuft so schnell sie kann: Wie lange es dauert, ist vorher nicht bekannt.</translation>
    </message>
    <message>
        <source>That is more than it can do: there is no steady state unless records are dropped.</source>
        <translation>Das ist mehr, als geht: Es gibt keinen stationären Zustand, außer Datensätze werden verworfen.</translation>
    </message>
    <message>
        <source>Means within ± %1 take about %2 events.</source>
        <translation>Mittelwerte auf ± %1 brauchen etwa %2 Ereignisse.</translation>
    </message>
    <message numerus="yes">
        <source>%1 replications</source>
        <translation>
            <numerusform>%1 Wiederholung</numerusform><numerusform>%1 Wiederholungen</numerusform></translation>
    </message>
    <message>
        <source>To be expected: means within ± %1.</source>
        <translation>Zu erwarten: Mittelwerte auf ± %1.</translation>
    </message>
    <message>
        <source>Offered load: at most %1, at “%2”.</source>
        <translation>Angebotene Last: höchstens %1, an „%2“.</translation>
    </message>
    <message>
        <source>about %1 s</source>
        <translation>etwa %1 s</translation>
    </message>
</context>
<context>
    <name>GroupItem</name>
    <message>
        <source>Double-click to name it</source>
        <translation>Doppelklick benennt sie</translation>
    </message>
</context>
<context>
    <name>GuideActions</name>
    <message>
        <source>New from template…</source>
        <translation>Neu aus Vorlage…</translation>
    </message>
    <message>
        <source>Welcome page</source>
        <translation>Startseite</translation>
    </message>
    <message>
        <source>Take the tour</source>
        <translation>Rundgang beginnen</translation>
    </message>
    <message>
        <source>Help of the nodes</source>
        <translation>Hilfe zu den Knoten</translation>
    </message>
    <message>
        <source>Settings…</source>
        <translation>Einstellungen…</translation>
    </message>
    <message>
        <source>Change keys…</source>
        <translation>Tasten ändern…</translation>
    </message>
    <message>
        <source>Find next</source>
        <translation>Weitersuchen</translation>
    </message>
    <message>
        <source>Find previous</source>
        <translation>Rückwärts suchen</translation>
    </message>
    <message>
        <source>Edit history…</source>
        <translation>Änderungsverlauf…</translation>
    </message>
    <message>
        <source>Theme: dark</source>
        <translation>Farben: dunkel</translation>
    </message>
    <message>
        <source>Theme: light</source>
        <translation>Farben: hell</translation>
    </message>
    <message>
        <source>Theme: high contrast</source>
        <translation>Farben: hoher Kontrast</translation>
    </message>
</context>
<context>
    <name>InstanceFace</name>
    <message>
        <source>unknown subgraph %1</source>
        <translation>unbekannter Teilgraph %1</translation>
    </message>
    <message numerus="yes">
        <source>%n nodes</source>
        <translation>
            <numerusform>%n Knoten</numerusform><numerusform>%n Knoten</numerusform></translation>
    </message>
    <message>
        <source>Subgraph</source>
        <translation>Teilgraph</translation>
    </message>
</context>
<context>
    <name>InstanceKind</name>
    <message>
        <source>%1 (subgraph)</source>
        <translation>%1 (Teilgraph)</translation>
    </message>
</context>
<context>
    <name>Kinds</name>
    <message>
        <source>a share each</source>
        <translation>je ein Teil</translation>
    </message>
    <message>
        <source>by key</source>
        <translation>nach Schlüssel</translation>
    </message>
    <message>
        <source>concurrency</source>
        <translation>Nebenläufigkeit</translation>
    </message>
    <message>
        <source>fused with %1</source>
        <translation>vereint mit %1</translation>
    </message>
    <message>
        <source>ordered</source>
        <translation>geordnet</translation>
    </message>
    <message>
        <source>sink</source>
        <translation>Senke</translation>
    </message>
    <message>
        <source>source</source>
        <translation>Quelle</translation>
    </message>
    <message>
        <source>stage</source>
        <translation>Stufe</translation>
    </message>
    <message>
        <source>Aggregate</source>
        <translation>Zusammenfassen</translation>
    </message>
    <message>
        <source>Balance</source>
        <translation>Ausgleichen</translation>
    </message>
    <message>
        <source>Barrier</source>
        <translation>Barriere</translation>
    </message>
    <message>
        <source>Batch</source>
        <translation>Stapel</translation>
    </message>
    <message>
        <source>Broadcast</source>
        <translation>Rundsenden</translation>
    </message>
    <message>
        <source>CSV file</source>
        <translation>CSV-Datei</translation>
    </message>
    <message>
        <source>Circuit breaker</source>
        <translation>Sicherung</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>Verwerfen</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>Filter</translation>
    </message>
    <message>
        <source>Generate</source>
        <translation>Erzeugen</translation>
    </message>
    <message>
        <source>HTTP call</source>
        <translation>HTTP-Aufruf</translation>
    </message>
    <message>
        <source>Limit</source>
        <translation>Begrenzen</translation>
    </message>
    <message>
        <source>Live table</source>
        <translation>Live-Tabelle</translation>
    </message>
    <message>
        <source>Map</source>
        <translation>Berechnen</translation>
    </message>
    <message>
        <source>Merge</source>
        <translation>Zusammenführen</translation>
    </message>
    <message>
        <source>NDJSON file</source>
        <translation>NDJSON-Datei</translation>
    </message>
    <message>
        <source>Partition</source>
        <translation>Verteilen</translation>
    </message>
    <message>
        <source>Peek</source>
        <translation>Einblick</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>Warteschlange</translation>
    </message>
    <message>
        <source>Rate limit</source>
        <translation>Ratengrenze</translation>
    </message>
    <message>
        <source>Resequence</source>
        <translation>Neu ordnen</translation>
    </message>
    <message>
        <source>Retry</source>
        <translation>Wiederholen</translation>
    </message>
    <message>
        <source>Rolling</source>
        <translation>Gleitend</translation>
    </message>
    <message>
        <source>SQLite table</source>
        <translation>SQLite-Tabelle</translation>
    </message>
    <message>
        <source>Select</source>
        <translation>Auswählen</translation>
    </message>
    <message>
        <source>Shared resource</source>
        <translation>Geteilte Ressource</translation>
    </message>
    <message>
        <source>Sort</source>
        <translation>Sortieren</translation>
    </message>
    <message>
        <source>Split</source>
        <translation>Aufteilen</translation>
    </message>
    <message>
        <source>Time-out</source>
        <translation>Zeitgrenze</translation>
    </message>
    <message>
        <source>Work</source>
        <translation>Arbeit</translation>
    </message>
    <message>
        <source>A bounded queue between two stages, with an overflow policy</source>
        <translation>Eine begrenzte Warteschlange zwischen zwei Stufen, mit einer Regel für den Überlauf</translation>
    </message>
    <message>
        <source>Adds aggregates over the last records of the same key</source>
        <translation>Ergänzt Kennzahlen über die letzten Datensätze desselben Schlüssels</translation>
    </message>
    <message>
        <source>Brings several wires together into one</source>
        <translation>Führt mehrere Leitungen zu einer zusammen</translation>
    </message>
    <message>
        <source>Calls a web service for each record</source>
        <translation>Ruft für jeden Datensatz einen Webdienst auf</translation>
    </message>
    <message>
        <source>Collects records into batches of a given size, or cuts batches</source>
        <translation>Sammelt Datensätze zu Stapeln gegebener Größe oder teilt Stapel</translation>
    </message>
    <message>
        <source>Computes columns from expressions</source>
        <translation>Berechnet Spalten aus Ausdrücken</translation>
    </message>
    <message>
        <source>Counts, sums and averages per key, for each time window or for the whole input</source>
        <translation>Zählt, summiert und mittelt je Schlüssel, für jedes Zeitfenster oder die ganze Eingabe</translation>
    </message>
    <message>
        <source>Holds named locks, semaphores or reader-writer locks while it works on a record</source>
        <translation>Hält benannte Sperren, Semaphore oder Lese-Schreib-Sperren, während es an einem Datensatz arbeitet</translation>
    </message>
    <message>
        <source>Keeps the records for which a condition is true</source>
        <translation>Behält die Datensätze, für die eine Bedingung gilt</translation>
    </message>
    <message>
        <source>Keeps, drops, renames and casts columns</source>
        <translation>Behält, entfernt, benennt und wandelt Spalten</translation>
    </message>
    <message>
        <source>Leads records past a stage that fails too often, until it is better</source>
        <translation>Führt Datensätze an einer Stufe vorbei, die zu oft fehlschlägt, bis es ihr besser geht</translation>
    </message>
    <message>
        <source>Lets at most so many records per second pass</source>
        <translation>Lässt höchstens so viele Datensätze je Sekunde durch</translation>
    </message>
    <message>
        <source>Lets the first n records pass</source>
        <translation>Lässt die ersten n Datensätze durch</translation>
    </message>
    <message>
        <source>Makes records from rules, as many and as fast as wanted</source>
        <translation>Macht Datensätze nach Regeln, so viele und so schnell wie gewünscht</translation>
    </message>
    <message>
        <source>Passes records on and shows the last ones</source>
        <translation>Gibt Datensätze weiter und zeigt die letzten</translation>
    </message>
    <message>
        <source>Puts all records of a bounded input in order</source>
        <translation>Ordnet alle Datensätze einer endlichen Eingabe</translation>
    </message>
    <message>
        <source>Puts records back into the order of a number they carry</source>
        <translation>Bringt Datensätze wieder in die Reihenfolge einer Nummer, die sie tragen</translation>
    </message>
    <message>
        <source>Reads records from CSV files, fast or at the pace they happened</source>
        <translation>Liest Datensätze aus CSV-Dateien, schnell oder im Takt, in dem sie geschahen</translation>
    </message>
    <message>
        <source>Reads records from files with one JSON object per line</source>
        <translation>Liest Datensätze aus Dateien mit einem JSON-Objekt je Zeile</translation>
    </message>
    <message>
        <source>Sends each record to the first output whose condition is true</source>
        <translation>Sendet jeden Datensatz an den ersten Ausgang, dessen Bedingung gilt</translation>
    </message>
    <message>
        <source>Sends every record to each of several outputs</source>
        <translation>Sendet jeden Datensatz an jeden von mehreren Ausgängen</translation>
    </message>
    <message>
        <source>Sends records to the output with the fewest waiting</source>
        <translation>Sendet Datensätze an den Ausgang, an dem die wenigsten warten</translation>
    </message>
    <message>
        <source>Sends what failed in a later stage again, after a while and within a budget</source>
        <translation>Sendet, was in einer späteren Stufe fehlschlug, nach einer Weile und in Grenzen noch einmal</translation>
    </message>
    <message>
        <source>Shows the latest records as a table while the pipeline runs</source>
        <translation>Zeigt die neuesten Datensätze als Tabelle, während der Lauf geht</translation>
    </message>
    <message>
        <source>Spends time on each record: on the CPU, waiting, or holding a lock</source>
        <translation>Verbringt mit jedem Datensatz Zeit: rechnend, wartend oder mit einer Sperre</translation>
    </message>
    <message>
        <source>Spreads records over several outputs, by key or in turn</source>
        <translation>Verteilt Datensätze auf mehrere Ausgänge, nach Schlüssel oder reihum</translation>
    </message>
    <message>
        <source>Takes every record and forgets it</source>
        <translation>Nimmt jeden Datensatz und vergisst ihn</translation>
    </message>
    <message>
        <source>Takes records out that have been on their way for too long</source>
        <translation>Nimmt Datensätze heraus, die zu lange unterwegs sind</translation>
    </message>
    <message>
        <source>Waits until both branches have brought a record, then sends the two as one</source>
        <translation>Wartet, bis beide Zweige einen Datensatz gebracht haben, und sendet die zwei als einen</translation>
    </message>
    <message>
        <source>Writes records into a CSV file</source>
        <translation>Schreibt Datensätze in eine CSV-Datei</translation>
    </message>
    <message>
        <source>Writes records into a file with one JSON object per line</source>
        <translation>Schreibt Datensätze in eine Datei mit einem JSON-Objekt je Zeile</translation>
    </message>
    <message>
        <source>Writes records into a table of a SQLite file</source>
        <translation>Schreibt Datensätze in eine Tabelle einer SQLite-Datei</translation>
    </message>
    <message>
        <source>Access</source>
        <translation>Zugriff</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Adresse</translation>
    </message>
    <message>
        <source>After a crash</source>
        <translation>Nach einem Absturz</translation>
    </message>
    <message>
        <source>Arrivals</source>
        <translation>Ankünfte</translation>
    </message>
    <message>
        <source>Arrivals file</source>
        <translation>Datei der Ankünfte</translation>
    </message>
    <message>
        <source>As</source>
        <translation>Als</translation>
    </message>
    <message>
        <source>Attempts</source>
        <translation>Versuche</translation>
    </message>
    <message>
        <source>Backoff</source>
        <translation>Wartezeit</translation>
    </message>
    <message>
        <source>Body</source>
        <translation>Rumpf</translation>
    </message>
    <message>
        <source>Body expression</source>
        <translation>Ausdruck des Rumpfs</translation>
    </message>
    <message>
        <source>Breaks at</source>
        <translation>Löst aus bei</translation>
    </message>
    <message>
        <source>Budget</source>
        <translation>Budget</translation>
    </message>
    <message>
        <source>Burst</source>
        <translation>Schub</translation>
    </message>
    <message>
        <source>Burst every</source>
        <translation>Schub alle</translation>
    </message>
    <message>
        <source>Burst size</source>
        <translation>Größe des Schubs</translation>
    </message>
    <message>
        <source>By</source>
        <translation>Nach</translation>
    </message>
    <message>
        <source>Capacity</source>
        <translation>Kapazität</translation>
    </message>
    <message>
        <source>Cast</source>
        <translation>Umwandeln</translation>
    </message>
    <message>
        <source>Certificates</source>
        <translation>Zertifikate</translation>
    </message>
    <message>
        <source>Column</source>
        <translation>Spalte</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>Spalten</translation>
    </message>
    <message>
        <source>Comment</source>
        <translation>Kommentar</translation>
    </message>
    <message>
        <source>Commit every</source>
        <translation>Festschreiben alle</translation>
    </message>
    <message>
        <source>Content type</source>
        <translation>Inhaltstyp</translation>
    </message>
    <message>
        <source>Count</source>
        <translation>Anzahl</translation>
    </message>
    <message>
        <source>Decimals</source>
        <translation>Nachkommastellen</translation>
    </message>
    <message>
        <source>Delimiter</source>
        <translation>Trennzeichen</translation>
    </message>
    <message>
        <source>Distribution</source>
        <translation>Verteilung</translation>
    </message>
    <message>
        <source>Drop</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Encoding</source>
        <translation>Zeichensatz</translation>
    </message>
    <message>
        <source>Event time</source>
        <translation>Ereigniszeit</translation>
    </message>
    <message>
        <source>Event time format</source>
        <translation>Format der Ereigniszeit</translation>
    </message>
    <message>
        <source>Every</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>Executor</source>
        <translation>Ausführung</translation>
    </message>
    <message>
        <source>Exponent</source>
        <translation>Exponent</translation>
    </message>
    <message>
        <source>Factor</source>
        <translation>Faktor</translation>
    </message>
    <message>
        <source>Failing statuses</source>
        <translation>Fehlerhafte Statuswerte</translation>
    </message>
    <message>
        <source>Failure ratio</source>
        <translation>Fehleranteil</translation>
    </message>
    <message>
        <source>Fields</source>
        <translation>Felder</translation>
    </message>
    <message>
        <source>First wait</source>
        <translation>Erste Wartezeit</translation>
    </message>
    <message>
        <source>Flush every</source>
        <translation>Leeren alle</translation>
    </message>
    <message>
        <source>Follow</source>
        <translation>Folgt</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Ab</translation>
    </message>
    <message>
        <source>Header</source>
        <translation>Kopfzeile</translation>
    </message>
    <message>
        <source>Headers</source>
        <translation>Kopfzeilen</translation>
    </message>
    <message>
        <source>Hold for</source>
        <translation>Halten für</translation>
    </message>
    <message>
        <source>Holders</source>
        <translation>Halter</translation>
    </message>
    <message>
        <source>Include current</source>
        <translation>Mit dem aktuellen</translation>
    </message>
    <message>
        <source>Jitter</source>
        <translation>Streuung</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>Behalten</translation>
    </message>
    <message>
        <source>Kept columns</source>
        <translation>Behaltene Spalten</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>Länge</translation>
    </message>
    <message>
        <source>Linger</source>
        <translation>Verweilen</translation>
    </message>
    <message>
        <source>Longest answer</source>
        <translation>Längste Antwort</translation>
    </message>
    <message>
        <source>Longest backoff</source>
        <translation>Längste Pause</translation>
    </message>
    <message>
        <source>Longest wait</source>
        <translation>Längstes Warten</translation>
    </message>
    <message>
        <source>Max</source>
        <translation>Höchstens</translation>
    </message>
    <message>
        <source>Max gap</source>
        <translation>Größte Lücke</translation>
    </message>
    <message>
        <source>Max record</source>
        <translation>Größter Datensatz</translation>
    </message>
    <message>
        <source>Max size</source>
        <translation>Größter Umfang</translation>
    </message>
    <message>
        <source>Mean</source>
        <translation>Mittelwert</translation>
    </message>
    <message>
        <source>Mean time</source>
        <translation>Mittlere Zeit</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Speicher</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>Methode</translation>
    </message>
    <message>
        <source>Min</source>
        <translation>Mindestens</translation>
    </message>
    <message>
        <source>Minimum calls</source>
        <translation>Mindestzahl der Aufrufe</translation>
    </message>
    <message>
        <source>Minimum rate</source>
        <translation>Mindestrate</translation>
    </message>
    <message>
        <source>Mode</source>
        <translation>Modus</translation>
    </message>
    <message>
        <source>NULLs</source>
        <translation>NULL-Werte</translation>
    </message>
    <message>
        <source>Not before</source>
        <translation>Nicht vor</translation>
    </message>
    <message>
        <source>Null text</source>
        <translation>Text für NULL</translation>
    </message>
    <message>
        <source>Nulls</source>
        <translation>Anteil NULL</translation>
    </message>
    <message>
        <source>Offset</source>
        <translation>Versatz</translation>
    </message>
    <message>
        <source>On a bad value</source>
        <translation>Bei einem falschen Wert</translation>
    </message>
    <message>
        <source>On error</source>
        <translation>Bei einem Fehler</translation>
    </message>
    <message>
        <source>Open for</source>
        <translation>Offen für</translation>
    </message>
    <message>
        <source>Order</source>
        <translation>Reihenfolge</translation>
    </message>
    <message>
        <source>Otherwise</source>
        <translation>Sonst</translation>
    </message>
    <message>
        <source>Outputs</source>
        <translation>Ausgänge</translation>
    </message>
    <message>
        <source>Partitioning</source>
        <translation>Aufteilung</translation>
    </message>
    <message>
        <source>Path</source>
        <translation>Pfad</translation>
    </message>
    <message>
        <source>Per</source>
        <translation>Je</translation>
    </message>
    <message>
        <source>Prefix</source>
        <translation>Präfix</translation>
    </message>
    <message>
        <source>Probes</source>
        <translation>Proben</translation>
    </message>
    <message>
        <source>Quote</source>
        <translation>Anführungszeichen</translation>
    </message>
    <message>
        <source>Ramp over</source>
        <translation>Anstieg über</translation>
    </message>
    <message>
        <source>Ramp to</source>
        <translation>Anstieg auf</translation>
    </message>
    <message>
        <source>Rate</source>
        <translation>Rate</translation>
    </message>
    <message>
        <source>Records</source>
        <translation>Datensätze</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Umbenennen</translation>
    </message>
    <message>
        <source>Replay</source>
        <translation>Wiedergabe</translation>
    </message>
    <message>
        <source>Resource</source>
        <translation>Ressource</translation>
    </message>
    <message>
        <source>Resources</source>
        <translation>Ressourcen</translation>
    </message>
    <message>
        <source>Restarts</source>
        <translation>Neustarts</translation>
    </message>
    <message>
        <source>Retries</source>
        <translation>Wiederholungen</translation>
    </message>
    <message>
        <source>Retry budget</source>
        <translation>Budget der Wiederholungen</translation>
    </message>
    <message>
        <source>Rows</source>
        <translation>Zeilen</translation>
    </message>
    <message>
        <source>Schema</source>
        <translation>Schema</translation>
    </message>
    <message>
        <source>Settle</source>
        <translation>Beruhigung</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Spread</source>
        <translation>Streubreite</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Anfang</translation>
    </message>
    <message>
        <source>Stddev</source>
        <translation>Standardabweichung</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>Schritt</translation>
    </message>
    <message>
        <source>Table</source>
        <translation>Tabelle</translation>
    </message>
    <message>
        <source>Timezone</source>
        <translation>Zeitzone</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>Typ</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>Values</source>
        <translation>Werte</translation>
    </message>
    <message>
        <source>Watermark delay</source>
        <translation>Verzug der Wassermarke</translation>
    </message>
    <message>
        <source>When full</source>
        <translation>Wenn voll</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>Bedingung</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>Fenster</translation>
    </message>
    <message>
        <source>Workers</source>
        <translation>Arbeiter</translation>
    </message>
    <message>
        <source>automatic</source>
        <translation>automatisch</translation>
    </message>
    <message>
        <source>Kafka topic</source>
        <translation>Kafka-Topic</translation>
    </message>
    <message>
        <source>Reads records from topics of Apache Kafka</source>
        <translation>Liest Datensätze aus Topics von Apache Kafka</translation>
    </message>
    <message>
        <source>Writes records into topics of Apache Kafka</source>
        <translation>Schreibt Datensätze in Topics von Apache Kafka</translation>
    </message>
    <message>
        <source>Brokers</source>
        <translation>Broker (Adressen)</translation>
    </message>
    <message>
        <source>Security</source>
        <translation>Sicherheit</translation>
    </message>
    <message>
        <source>SASL mechanism</source>
        <translation>SASL-Verfahren</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Benutzer</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Passwort</translation>
    </message>
    <message>
        <source>Own certificate</source>
        <translation>Eigenes Zertifikat</translation>
    </message>
    <message>
        <source>Private key</source>
        <translation>Privater Schlüssel</translation>
    </message>
    <message>
        <source>Time to connect</source>
        <translation>Verbindungszeit</translation>
    </message>
    <message>
        <source>Properties</source>
        <translation>Eigenschaften</translation>
    </message>
    <message>
        <source>Topics</source>
        <translation>Topics (Namen)</translation>
    </message>
    <message>
        <source>Partitions</source>
        <translation>Partitionen</translation>
    </message>
    <message>
        <source>First offset</source>
        <translation>Erster Offset</translation>
    </message>
    <message>
        <source>Start time</source>
        <translation>Anfangszeit</translation>
    </message>
    <message>
        <source>Consumer group</source>
        <translation>Verbrauchergruppe</translation>
    </message>
    <message>
        <source>Assignment</source>
        <translation>Zuteilung</translation>
    </message>
    <message>
        <source>Partitioned by</source>
        <translation>Partitioniert nach</translation>
    </message>
    <message>
        <source>End</source>
        <translation>Ende</translation>
    </message>
    <message>
        <source>End time</source>
        <translation>Endzeit</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>Wertformat</translation>
    </message>
    <message>
        <source>About the message</source>
        <translation>Über die Nachricht</translation>
    </message>
    <message>
        <source>Schema registry</source>
        <translation>Schemaregister</translation>
    </message>
    <message>
        <source>Registry user</source>
        <translation>Benutzer des Registers</translation>
    </message>
    <message>
        <source>Registry password</source>
        <translation>Passwort des Registers</translation>
    </message>
    <message>
        <source>Registry certificates</source>
        <translation>Zertifikate des Registers</translation>
    </message>
    <message>
        <source>Subject</source>
        <translation>Subjekt</translation>
    </message>
    <message>
        <source>Register the schema</source>
        <translation>Schema eintragen</translation>
    </message>
    <message>
        <source>Schema number</source>
        <translation>Nummer des Schemas</translation>
    </message>
    <message>
        <source>Name of the records</source>
        <translation>Name der Datensätze</translation>
    </message>
    <message>
        <source>Key format</source>
        <translation>Schlüsselformat</translation>
    </message>
    <message>
        <source>Idle after</source>
        <translation>Untätig nach</translation>
    </message>
    <message>
        <source>Topic</source>
        <translation>Ziel-Topic</translation>
    </message>
    <message>
        <source>Topic column</source>
        <translation>Topic-Spalte</translation>
    </message>
    <message>
        <source>Transactions</source>
        <translation>Transaktionen</translation>
    </message>
    <message>
        <source>Transactional id</source>
        <translation>Transaktionskennung</translation>
    </message>
    <message>
        <source>Transaction time-out</source>
        <translation>Zeitlimit der Transaktion</translation>
    </message>
    <message>
        <source>Marker topic</source>
        <translation>Topic der Marken</translation>
    </message>
    <message>
        <source>Value column</source>
        <translation>Wertspalte</translation>
    </message>
    <message>
        <source>Timestamp</source>
        <translation>Zeitstempel</translation>
    </message>
    <message>
        <source>Partitioner</source>
        <translation>Aufteilung</translation>
    </message>
    <message>
        <source>Compression</source>
        <translation>Kompression</translation>
    </message>
    <message>
        <source>Idempotent</source>
        <translation>Ohne Doppel</translation>
    </message>
    <message>
        <source>Delivered within</source>
        <translation>Zugestellt in</translation>
    </message>
    <message>
        <source>Buffer</source>
        <translation>Puffer</translation>
    </message>
    <message>
        <source>Create with</source>
        <translation>Anlegen mit</translation>
    </message>
    <message>
        <source>Replicas</source>
        <translation>Kopien</translation>
    </message>
    <message>
        <source>at least once</source>
        <translation>mindestens einmal</translation>
    </message>
    <message>
        <source>effectively once</source>
        <translation>effektiv einmal</translation>
    </message>
    <message>
        <source>exactly once</source>
        <translation>genau einmal</translation>
    </message>
    <message>
        <source>what went to standard output, a pipe or a device cannot be taken back: after a crash the records since the last checkpoint come again</source>
        <translation>was zur Standardausgabe, in eine Pipe oder an ein Gerät ging, ist nicht zurückzunehmen: nach einem Absturz kommen die Datensätze seit dem letzten Checkpoint noch einmal</translation>
    </message>
    <message>
        <source>records wait in a hidden file until their checkpoint is complete, and are added to the file once</source>
        <translation>Datensätze warten in einer verborgenen Datei, bis ihr Checkpoint vollständig ist, und werden einmal an die Datei angefügt</translation>
    </message>
    <message>
        <source>the file takes its name when it is complete; after a crash it is cut back to the last checkpoint</source>
        <translation>die Datei erhält ihren Namen, wenn sie vollständig ist; nach einem Absturz wird sie auf den letzten Checkpoint gekürzt</translation>
    </message>
    <message>
        <source>the table takes its name when it is complete; after a crash it goes on from the last checkpoint</source>
        <translation>die Tabelle erhält ihren Namen, wenn sie vollständig ist; nach einem Absturz setzt sie beim letzten Checkpoint fort</translation>
    </message>
    <message>
        <source>one transaction of the database shows the rows of a checkpoint and notes that it has</source>
        <translation>eine Transaktion der Datenbank zeigt die Zeilen eines Checkpoints und vermerkt es</translation>
    </message>
    <message>
        <source>the messages between two checkpoints are one Kafka transaction: readers with isolation.level=read_committed see each record once</source>
        <translation>die Nachrichten zwischen zwei Checkpoints sind eine Kafka-Transaktion: Leser mit isolation.level=read_committed sehen jeden Datensatz einmal</translation>
    </message>
    <message>
        <source>`transactions` is off: what was sent after the last checkpoint is sent again after a crash</source>
        <translation>`transactions` ist aus: was nach dem letzten Checkpoint gesendet war, wird nach einem Absturz noch einmal gesendet</translation>
    </message>
    <message>
        <source>Checkpoint every</source>
        <translation>Checkpoint alle</translation>
    </message>
    <message>
        <source>Given up after</source>
        <translation>Aufgegeben nach</translation>
    </message>
    <message>
        <source>Given up in a row</source>
        <translation>Aufgegeben in Folge</translation>
    </message>
    <message>
        <source>Memory while aligning</source>
        <translation>Speicher beim Ausrichten</translation>
    </message>
    <message>
        <source>How often a run that keeps its state writes down where it is.</source>
        <translation>Wie oft ein Lauf, der seinen Zustand sichert, festhält, wo er ist.</translation>
    </message>
    <message>
        <source>A checkpoint that takes longer is given up; the next one covers its work.</source>
        <translation>Ein Checkpoint, der länger braucht, wird aufgegeben; der nächste deckt seine Arbeit mit ab.</translation>
    </message>
    <message>
        <source>So many checkpoints may be given up in a row; one more ends the run.</source>
        <translation>So viele Checkpoints dürfen in Folge aufgegeben werden; einer mehr beendet den Lauf.</translation>
    </message>
    <message>
        <source>Id header</source>
        <translation>Id-Header</translation>
    </message>
    <message>
        <source>Upsert</source>
        <translation>Ersetzen (Upsert)</translation>
    </message>
    <message>
        <source>In runs with checkpoints: the header with an id that is made of topic, key, value and time stamp, so that a message that is sent again has the same. Empty: none.</source>
        <translation>In Läufen mit Checkpoints: der Header mit einer Id aus Topic, Schlüssel, Wert und Zeitstempel, sodass eine Nachricht, die noch einmal gesendet wird, dieselbe hat. Leer: keiner.</translation>
    </message>
    <message>
        <source>Whoever reads the topic keeps the last message of each key only: one that is sent again changes nothing for them. A topic that is created is compacted.</source>
        <translation>Wer das Topic liest, behält nur die letzte Nachricht jedes Schlüssels: eine, die noch einmal gesendet wird, ändert für ihn nichts. Ein Topic, das angelegt wird, wird komprimiert (compact).</translation>
    </message>
    <message>
        <source>what was sent after the last checkpoint is sent again after a crash, in the same order: the last message of each key is the same then</source>
        <translation>was nach dem letzten Checkpoint gesendet war, wird nach einem Absturz noch einmal gesendet, in derselben Reihenfolge: die letzte Nachricht jedes Schlüssels ist dann dieselbe</translation>
    </message>
    <message>
        <source>`transactions` is off: what was sent after the last checkpoint is sent again after a crash, with the same ids in `id_header`</source>
        <translation>`transactions` ist aus: was nach dem letzten Checkpoint gesendet war, wird nach einem Absturz noch einmal gesendet, mit denselben Ids in `id_header`</translation>
    </message>
</context>
<context>
    <name>LaneState</name>
    <message>
        <source>Running</source>
        <translation>Arbeitet</translation>
    </message>
    <message>
        <source>Lock</source>
        <translation>Sperre</translation>
    </message>
    <message>
        <source>I/O</source>
        <translation>E/A</translation>
    </message>
    <message>
        <source>Looking for work</source>
        <translation>Sucht Arbeit</translation>
    </message>
    <message>
        <source>Waiting for input</source>
        <translation>Wartet auf Eingabe</translation>
    </message>
    <message>
        <source>Output full</source>
        <translation>Ausgang voll</translation>
    </message>
    <message>
        <source>Waiting for its time</source>
        <translation>Wartet auf seine Zeit</translation>
    </message>
</context>
<context>
    <name>NoteItem</name>
    <message>
        <source>Double-click to write, in Markdown</source>
        <translation>Doppelklick zum Schreiben, in Markdown</translation>
    </message>
</context>
<context>
    <name>PortMarker</name>
    <message>
        <source>Add an output: click, or drop a wire here</source>
        <translation>Ausgang hinzufügen: klicken oder eine Leitung hier ablegen</translation>
    </message>
    <message>
        <source>Add an input: click, or drop a wire here</source>
        <translation>Eingang hinzufügen: klicken oder eine Leitung hier ablegen</translation>
    </message>
    <message>
        <source>Double-click renames it, Delete takes it away</source>
        <translation>Doppelklick benennt ihn um, Entf nimmt ihn weg</translation>
    </message>
    <message>
        <source>+ output</source>
        <translation>+ Ausgang</translation>
    </message>
    <message>
        <source>+ input</source>
        <translation>+ Eingang</translation>
    </message>
</context>
<context>
    <name>QObject</name>
    <message>
        <source>&lt;br&gt;busy %1 · output full %2 · waiting for input %3</source>
        <translation>&lt;br&gt;beschäftigt %1 · Ausgang voll %2 · wartet auf Eingabe %3</translation>
    </message>
    <message>
        <source>&lt;br&gt;lock %1 · I/O %2 · ready %3</source>
        <translation>&lt;br&gt;Sperre %1 · E/A %2 · bereit %3</translation>
    </message>
    <message>
        <source>&lt;br&gt;%1 of %2 workers at work</source>
        <translation>&lt;br&gt;%1 von %2 Arbeitern am Werk</translation>
    </message>
    <message numerus="yes">
        <source> · %1 errors</source>
        <translation>
            <numerusform> · %1 Fehler</numerusform><numerusform> · %1 Fehler</numerusform></translation>
    </message>
    <message>
        <source>%1 rejected</source>
        <translation>%1 zurückgewiesen</translation>
    </message>
    <message>
        <source>buffer · writes nothing</source>
        <translation>Puffer · schreibt nichts</translation>
    </message>
    <message numerus="yes">
        <source>%1 errors</source>
        <translation>
            <numerusform>%1 Fehler</numerusform><numerusform>%1 Fehler</numerusform></translation>
    </message>
    <message>
        <source>%1 dropped</source>
        <translation>%1 verworfen</translation>
    </message>
    <message>
        <source>&lt;br&gt;when full it drops the oldest</source>
        <translation>&lt;br&gt;voll verwirft sie die ältesten</translation>
    </message>
    <message>
        <source>&lt;br&gt;when full it drops what comes</source>
        <translation>&lt;br&gt;voll verwirft sie, was kommt</translation>
    </message>
    <message>
        <source>&lt;br&gt;when full the run fails</source>
        <translation>&lt;br&gt;voll scheitert der Lauf</translation>
    </message>
    <message>
        <source>&lt;br&gt;&lt;b&gt;Held&lt;/b&gt; by a breakpoint</source>
        <translation>&lt;br&gt;&lt;b&gt;Gehalten&lt;/b&gt; von einem Haltepunkt</translation>
    </message>
    <message numerus="yes">
        <source>Pauses the run when more than %1 records wait</source>
        <translation>
            <numerusform>Hält den Lauf an, wenn mehr als %1 Datensatz wartet</numerusform><numerusform>Hält den Lauf an, wenn mehr als %1 Datensätze warten</numerusform></translation>
    </message>
    <message>
        <source>Logs</source>
        <translation>Protokolliert</translation>
    </message>
    <message>
        <source>Holds at</source>
        <translation>Hält bei</translation>
    </message>
    <message>
        <source> record %1, %2, %3 …</source>
        <translation> Datensatz %1, %2, %3 …</translation>
    </message>
    <message>
        <source> every record</source>
        <translation> jedem Datensatz</translation>
    </message>
    <message>
        <source> with %1</source>
        <translation> mit %1</translation>
    </message>
    <message>
        <source>Off: %1</source>
        <translation>Aus: %1</translation>
    </message>
    <message>
        <source>only in the later run</source>
        <translation>nur im späteren Lauf</translation>
    </message>
    <message>
        <source>only in the earlier run</source>
        <translation>nur im früheren Lauf</translation>
    </message>
    <message>
        <source>p99 %1</source>
        <translation>p99 %1</translation>
    </message>
    <message>
        <source>no difference shown</source>
        <translation>kein Unterschied</translation>
    </message>
    <message>
        <source>too short to tell</source>
        <translation>zu kurz für ein Urteil</translation>
    </message>
    <message>
        <source>settings changed</source>
        <translation>Einstellungen geändert</translation>
    </message>
    <message>
        <source>“%1” is no %2</source>
        <translation>„%1“ ist kein %2</translation>
    </message>
    <message>
        <source>it waits for a lock %1 of the time</source>
        <translation>er wartet %1 der Zeit auf eine Sperre</translation>
    </message>
    <message>
        <source>it waits for the outside world %1 of the time</source>
        <translation>er wartet %1 der Zeit auf die Außenwelt</translation>
    </message>
    <message>
        <source>it could work but finds no free worker %1 of the time</source>
        <translation>er könnte arbeiten, findet aber %1 der Zeit keinen freien Arbeiter</translation>
    </message>
    <message>
        <source>it is busy %1 of the time</source>
        <translation>er ist %1 der Zeit beschäftigt</translation>
    </message>
    <message>
        <source>&lt;b&gt;Full&lt;/b&gt;: %1 waits until %2 has taken more</source>
        <translation>&lt;b&gt;Voll&lt;/b&gt;: %1 wartet, bis %2 mehr genommen hat</translation>
    </message>
    <message>
        <source>; a breakpoint holds this wire</source>
        <translation>; ein Haltepunkt hält diese Verbindung</translation>
    </message>
    <message>
        <source>, which waits for %1</source>
        <translation>, der auf %1 wartet</translation>
    </message>
    <message>
        <source>; a breakpoint holds that wire</source>
        <translation>; ein Haltepunkt hält jene Verbindung</translation>
    </message>
    <message>
        <source>&lt;br&gt;%1 in · %2 out</source>
        <translation>&lt;br&gt;%1 herein · %2 hinaus</translation>
    </message>
    <message>
        <source> · %1 rejected</source>
        <translation> · %1 zurückgewiesen</translation>
    </message>
    <message>
        <source> · %1 late</source>
        <translation> · %1 verspätet</translation>
    </message>
    <message>
        <source>Bottleneck · %1 busy</source>
        <translation>Engpass · %1 beschäftigt</translation>
    </message>
    <message>
        <source>Bottleneck · task %1 busy</source>
        <translation>Engpass · Aufgabe %1 beschäftigt</translation>
    </message>
    <message>
        <source>unknown kind %1</source>
        <translation>unbekannte Art %1</translation>
    </message>
    <message numerus="yes">
        <source> · %1 records</source>
        <translation>
            <numerusform> · %1 Datensatz</numerusform><numerusform> · %1 Datensätze</numerusform></translation>
    </message>
    <message>
        <source>&lt;br&gt;fused: a direct call, no queue</source>
        <translation>&lt;br&gt;verschmolzen: ein direkter Aufruf, keine Warteschlange</translation>
    </message>
    <message>
        <source>&lt;br&gt;queue %1 of %2 (%3)</source>
        <translation>&lt;br&gt;Warteschlange %1 von %2 (%3)</translation>
    </message>
    <message>
        <source>&lt;br&gt;&lt;b&gt;%1 dropped&lt;/b&gt;</source>
        <translation>&lt;br&gt;&lt;b&gt;%1 verworfen&lt;/b&gt;</translation>
    </message>
    <message numerus="yes">
        <source>&lt;br&gt;queue of %1 records</source>
        <translation>
            <numerusform>&lt;br&gt;Warteschlange für %1 Datensatz</numerusform><numerusform>&lt;br&gt;Warteschlange für %1 Datensätze</numerusform></translation>
    </message>
    <message>
        <source>Records in</source>
        <translation>Datensätze herein</translation>
    </message>
    <message>
        <source>Records out</source>
        <translation>Datensätze hinaus</translation>
    </message>
    <message>
        <source>Rate</source>
        <translation>Rate</translation>
    </message>
    <message>
        <source>Busy</source>
        <translation>Beschäftigt</translation>
    </message>
    <message>
        <source>Sources</source>
        <translation>Quellen</translation>
    </message>
    <message>
        <source>Stages</source>
        <translation>Stufen</translation>
    </message>
    <message>
        <source>Concurrency</source>
        <translation>Nebenläufigkeit</translation>
    </message>
    <message>
        <source>Sinks</source>
        <translation>Senken</translation>
    </message>
    <message>
        <source>mixed</source>
        <translation>gemischt</translation>
    </message>
    <message>
        <source>applies now</source>
        <translation>gilt sofort</translation>
    </message>
    <message>
        <source>restarts node</source>
        <translation>startet Knoten neu</translation>
    </message>
    <message>
        <source>restarts run</source>
        <translation>startet Lauf neu</translation>
    </message>
    <message>
        <source>records</source>
        <translation>Datensätze</translation>
    </message>
    <message>
        <source>read</source>
        <translation>gelesen</translation>
    </message>
    <message>
        <source>memory</source>
        <translation>Speicher</translation>
    </message>
    <message>
        <source>dropped</source>
        <translation>verworfen</translation>
    </message>
    <message>
        <source>observer cost</source>
        <translation>Messaufwand</translation>
    </message>
    <message>
        <source>changes pending</source>
        <translation>Änderungen warten</translation>
    </message>
    <message>
        <source>%1 and %2</source>
        <translation>%1 und %2</translation>
    </message>
    <message>
        <source>%1 and %2 more</source>
        <translation>%1 und %2 weitere</translation>
    </message>
    <message>
        <source>%1 is busy %2 of the time</source>
        <translation>%1 ist %2 der Zeit beschäftigt</translation>
    </message>
    <message>
        <source>%1 shares a task with %2; the task is busy %3 of the time</source>
        <translation>%1 teilt sich eine Aufgabe mit %2; die Aufgabe ist %3 der Zeit beschäftigt</translation>
    </message>
    <message>
        <source> and its input queue is %1 full</source>
        <translation> und die Warteschlange davor ist zu %1 voll</translation>
    </message>
    <message>
        <source>: it decides the rate. </source>
        <translation>: das bestimmt die Rate. </translation>
    </message>
    <message>
        <source>The largest part of it, %1, goes to %2. </source>
        <translation>Der größte Teil davon, %1, entfällt auf %2. </translation>
    </message>
    <message>
        <source>For another %1 it waits for a free core. </source>
        <translation>Weitere %1 wartet der Knoten auf einen freien Kern. </translation>
    </message>
    <message>
        <source>It mostly waits for a lock that others hold.</source>
        <translation>Er wartet vor allem auf eine Sperre, die andere halten.</translation>
    </message>
    <message>
        <source>It mostly waits, so more workers would overlap the waiting.</source>
        <translation>Er wartet vor allem; mit mehr Arbeitern würde sich das Warten überlappen.</translation>
    </message>
    <message>
        <source>Were it faster, %1 would be next, at %2 busy.</source>
        <translation>Wäre er schneller, käme %1 als Nächstes, zu %2 beschäftigt.</translation>
    </message>
    <message>
        <source>It would also help:</source>
        <translation>Es hülfe auch:</translation>
    </message>
    <message>
        <source>needs settings</source>
        <translation>braucht Angaben</translation>
    </message>
    <message>
        <source>needs an input</source>
        <translation>braucht eine Eingabe</translation>
    </message>
    <message numerus="yes">
        <source>of %n cores</source>
        <translation>
            <numerusform>von %n Kern</numerusform><numerusform>von %n Kernen</numerusform></translation>
    </message>
    <message>
        <source>last checkpoint</source>
        <translation>letzter Checkpoint</translation>
    </message>
    <message>
        <source>none yet</source>
        <translation>noch keiner</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keiner</translation>
    </message>
    <message>
        <source>%1 ago</source>
        <translation>vor %1</translation>
    </message>
    <message>
        <source>virtual time</source>
        <translation>virtuelle Zeit</translation>
    </message>
    <message>
        <source>events</source>
        <translation>Ereignisse</translation>
    </message>
    <message>
        <source>events/s</source>
        <translation>Ereignisse/s</translation>
    </message>
    <message>
        <source>forecast: replication</source>
        <translation>Vorhersage: Replikation</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>forecast of</source>
        <translation>Vorhersage aus</translation>
    </message>
    <message>
        <source>replications</source>
        <translation>Replikationen</translation>
    </message>
    <message>
        <source>throughput</source>
        <translation>Durchsatz</translation>
    </message>
    <message>
        <source>uncalibrated</source>
        <translation>nicht kalibriert</translation>
    </message>
    <message>
        <source>forecast to %1</source>
        <translation>Vorhersage auf %1</translation>
    </message>
    <message>
        <source>%1 given up</source>
        <translation>%1 aufgegeben</translation>
    </message>
</context>
<context>
    <name>TeachingTip</name>
    <message>
        <source>A time with its unit: 5 ms, 90 s, 15 min, 2 h</source>
        <translation>Eine Zeit mit Einheit: 5 ms, 90 s, 15 min, 2 h</translation>
    </message>
    <message>
        <source>A size with its unit: 64 KiB, 16 MiB</source>
        <translation>Eine Größe mit Einheit: 64 KiB, 16 MiB</translation>
    </message>
    <message>
        <source>A date and time: 2024-01-02T08:00:00Z</source>
        <translation>Datum und Uhrzeit: 2024-01-02T08:00:00Z</translation>
    </message>
    <message>
        <source>A file name, relative to the graph file</source>
        <translation>Ein Dateiname, vom Ordner des Graphen aus</translation>
    </message>
    <message>
        <source>SQL expressions over the columns that come in</source>
        <translation>SQL-Ausdrücke über die Spalten, die hereinkommen</translation>
    </message>
    <message>
        <source>SQL conditions over the columns that come in</source>
        <translation>SQL-Bedingungen über die Spalten, die hereinkommen</translation>
    </message>
    <message>
        <source>Expressions over aggregates: COUNT(*), SUM(x), AVG(x)</source>
        <translation>Ausdrücke über Aggregate: COUNT(*), SUM(x), AVG(x)</translation>
    </message>
    <message>
        <source>The name of a column that comes in</source>
        <translation>Der Name einer Spalte, die hereinkommt</translation>
    </message>
    <message>
        <source>Names of columns that come in, with commas between them</source>
        <translation>Namen von Spalten, die hereinkommen, durch Kommas getrennt</translation>
    </message>
    <message>
        <source>One of: %1</source>
        <translation>Eines von: %1</translation>
    </message>
    <message>
        <source>%1 to %2%3</source>
        <translation>%1 bis %2%3</translation>
    </message>
    <message>
        <source>At least %1%2</source>
        <translation>Mindestens %1%2</translation>
    </message>
    <message>
        <source>At most %1%2</source>
        <translation>Höchstens %1%2</translation>
    </message>
    <message>
        <source>Applies at once while the graph runs</source>
        <translation>Gilt sofort, auch während der Graph läuft</translation>
    </message>
    <message>
        <source>While the graph runs, a change restarts this node</source>
        <translation>Während der Graph läuft, startet eine Änderung diesen Knoten neu</translation>
    </message>
    <message>
        <source>A change takes effect with the next run</source>
        <translation>Eine Änderung gilt ab dem nächsten Lauf</translation>
    </message>
    <message>
        <source>Left empty: %1</source>
        <translation>Wenn leer: %1</translation>
    </message>
</context>
<context>
    <name>TourSteps</name>
    <message>
        <source>A source of records</source>
        <translation>Eine Quelle von Datensätzen</translation>
    </message>
    <message>
        <source>&lt;b&gt;Double-click&lt;/b&gt; the empty canvas, or press &lt;b&gt;A&lt;/b&gt;. Type &lt;b&gt;csv&lt;/b&gt; and press &lt;b&gt;Enter&lt;/b&gt; on &lt;i&gt;CSV file&lt;/i&gt;, the one that reads.</source>
        <translation>&lt;b&gt;Doppelklicken&lt;/b&gt; Sie auf die leere Zeichenfläche oder drücken Sie &lt;b&gt;A&lt;/b&gt;. Tippen Sie &lt;b&gt;csv&lt;/b&gt; und drücken Sie &lt;b&gt;Enter&lt;/b&gt; bei &lt;i&gt;CSV-Datei&lt;/i&gt;, der lesenden.</translation>
    </message>
    <message>
        <source>Which file?</source>
        <translation>Welche Datei?</translation>
    </message>
    <message>
        <source>The panel at the right belongs to what is selected. Type&lt;br&gt;&lt;b&gt;%1&lt;/b&gt;&lt;br&gt;into &lt;i&gt;Path&lt;/i&gt;: real bus positions that lie beside this graph. Then press &lt;b&gt;Tab&lt;/b&gt;.</source>
        <translation>Die Leiste rechts gehört zu dem, was ausgewählt ist. Tippen Sie&lt;br&gt;&lt;b&gt;%1&lt;/b&gt;&lt;br&gt;in &lt;i&gt;Pfad&lt;/i&gt;: echte Busse, deren Daten neben diesem Graphen liegen. Drücken Sie dann &lt;b&gt;Tab&lt;/b&gt;.</translation>
    </message>
    <message>
        <source>Keep what matters</source>
        <translation>Behalten, was zählt</translation>
    </message>
    <message>
        <source>&lt;b&gt;Drag&lt;/b&gt; from the port at the right of the card, let go on empty canvas, type &lt;b&gt;filter&lt;/b&gt;, press &lt;b&gt;Enter&lt;/b&gt;. The list holds only what fits the wire.</source>
        <translation>&lt;b&gt;Ziehen&lt;/b&gt; Sie vom Anschluss rechts an der Karte, lassen Sie über leerer Fläche los, tippen Sie &lt;b&gt;filter&lt;/b&gt;, drücken Sie &lt;b&gt;Enter&lt;/b&gt;. Die Liste zeigt nur, was an die Leitung passt.</translation>
    </message>
    <message>
        <source>A condition</source>
        <translation>Eine Bedingung</translation>
    </message>
    <message>
        <source>Type &lt;b&gt;speed &amp;gt; 1&lt;/b&gt; into &lt;i&gt;Where&lt;/i&gt;. Columns and functions complete themselves, and what is wrong is said below while you type.</source>
        <translation>Tippen Sie &lt;b&gt;speed &amp;gt; 1&lt;/b&gt; in &lt;i&gt;Bedingung&lt;/i&gt;. Spalten und Funktionen werden ergänzt, und was falsch ist, steht schon beim Tippen darunter.</translation>
    </message>
    <message>
        <source>Sum it up</source>
        <translation>Zusammenzählen</translation>
    </message>
    <message>
        <source>Drag on from the filter's right port and let go: &lt;b&gt;aggregate&lt;/b&gt;, &lt;b&gt;Enter&lt;/b&gt;.</source>
        <translation>Ziehen Sie vom rechten Anschluss des Filters weiter und lassen Sie los: &lt;b&gt;aggregate&lt;/b&gt;, &lt;b&gt;Enter&lt;/b&gt;.</translation>
    </message>
    <message>
        <source>What to count</source>
        <translation>Was gezählt wird</translation>
    </message>
    <message>
        <source>&lt;i&gt;Key&lt;/i&gt;: &lt;b&gt;vehicle_id&lt;/b&gt;. At &lt;i&gt;Columns&lt;/i&gt; press &lt;b&gt;+ add&lt;/b&gt;, name it &lt;b&gt;n&lt;/b&gt;, and write &lt;b&gt;COUNT(*)&lt;/b&gt; below: how often each bus was seen moving.</source>
        <translation>&lt;i&gt;Schlüssel&lt;/i&gt;: &lt;b&gt;vehicle_id&lt;/b&gt;. Drücken Sie bei &lt;i&gt;Spalten&lt;/i&gt; auf &lt;b&gt;+ hinzufügen&lt;/b&gt;, nennen Sie die Spalte &lt;b&gt;n&lt;/b&gt; und schreiben Sie &lt;b&gt;COUNT(*)&lt;/b&gt; darunter: wie oft jeder Bus fahrend gesehen wurde.</translation>
    </message>
    <message>
        <source>Somewhere to go</source>
        <translation>Ein Ziel</translation>
    </message>
    <message>
        <source>Once more from the right port: &lt;b&gt;live table&lt;/b&gt;, &lt;b&gt;Enter&lt;/b&gt;. It shows the latest records.</source>
        <translation>Noch einmal vom rechten Anschluss: &lt;b&gt;live table&lt;/b&gt;, &lt;b&gt;Enter&lt;/b&gt;. Sie zeigt die letzten Datensätze.</translation>
    </message>
    <message>
        <source>Run it</source>
        <translation>Starten</translation>
    </message>
    <message>
        <source>Press &lt;b&gt;Run&lt;/b&gt; or &lt;b&gt;F5&lt;/b&gt;. Each card shows its rate and where its time goes; click a wire to see the records on it.</source>
        <translation>Drücken Sie &lt;b&gt;Starten&lt;/b&gt; oder &lt;b&gt;F5&lt;/b&gt;. Jede Karte zeigt ihre Rate und wo ihre Zeit bleibt; ein Klick auf eine Leitung zeigt die Datensätze darauf.</translation>
    </message>
</context>
<context>
    <name>WindowActions</name>
    <message>
        <source>Write nothing outside: buffers take the places of the sinks (Ctrl+F5)</source>
        <translation>Nichts nach außen schreiben: Puffer stehen an der Stelle der Senken (Ctrl+F5)</translation>
    </message>
    <message>
        <source>Safe run</source>
        <translation>Probelauf</translation>
    </message>
    <message>
        <source>Set or remove a breakpoint</source>
        <translation>Haltepunkt setzen oder entfernen</translation>
    </message>
    <message>
        <source>Breakpoint…</source>
        <translation>Haltepunkt…</translation>
    </message>
    <message>
        <source>Step a record</source>
        <translation>Einen Datensatz weiter</translation>
    </message>
    <message>
        <source>Step a batch</source>
        <translation>Einen Stapel weiter</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>Inject a record…</source>
        <translation>Datensatz einspeisen…</translation>
    </message>
    <message>
        <source>100 %</source>
        <translation>100 %</translation>
    </message>
    <message>
        <source>Add a node…</source>
        <translation>Knoten hinzufügen…</translation>
    </message>
    <message>
        <source>Add a note</source>
        <translation>Notiz hinzufügen</translation>
    </message>
    <message>
        <source>Align bottom edges</source>
        <translation>Untere Kanten ausrichten</translation>
    </message>
    <message>
        <source>Align centres</source>
        <translation>Mitten waagerecht ausrichten</translation>
    </message>
    <message>
        <source>Align left edges</source>
        <translation>Linke Kanten ausrichten</translation>
    </message>
    <message>
        <source>Align middles</source>
        <translation>Mitten senkrecht ausrichten</translation>
    </message>
    <message>
        <source>Align right edges</source>
        <translation>Rechte Kanten ausrichten</translation>
    </message>
    <message>
        <source>Align top edges</source>
        <translation>Obere Kanten ausrichten</translation>
    </message>
    <message>
        <source>Bypass</source>
        <translation>Überbrücken</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Cut</source>
        <translation>Ausschneiden</translation>
    </message>
    <message>
        <source>Dark theme</source>
        <translation>Dunkle Farben</translation>
    </message>
    <message>
        <source>Delete and reconnect</source>
        <translation>Löschen und verbinden</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>Disable</source>
        <translation>Abschalten</translation>
    </message>
    <message>
        <source>Distribute across</source>
        <translation>Waagerecht verteilen</translation>
    </message>
    <message>
        <source>Distribute down</source>
        <translation>Senkrecht verteilen</translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation>Verdoppeln</translation>
    </message>
    <message>
        <source>Enable</source>
        <translation>Einschalten</translation>
    </message>
    <message>
        <source>Examples…</source>
        <translation>Beispiele…</translation>
    </message>
    <message>
        <source>Export picture…</source>
        <translation>Bild ausgeben…</translation>
    </message>
    <message>
        <source>Find or run a command…</source>
        <translation>Suchen oder Befehl ausführen…</translation>
    </message>
    <message>
        <source>Find…</source>
        <translation>Suchen…</translation>
    </message>
    <message>
        <source>Fit the graph</source>
        <translation>Ganzer Graph</translation>
    </message>
    <message>
        <source>Fit the selection</source>
        <translation>Ganze Auswahl</translation>
    </message>
    <message>
        <source>Group the selection</source>
        <translation>Auswahl gruppieren</translation>
    </message>
    <message>
        <source>High contrast theme</source>
        <translation>Farben mit hohem Kontrast</translation>
    </message>
    <message>
        <source>Light theme</source>
        <translation>Helle Farben</translation>
    </message>
    <message>
        <source>New graph</source>
        <translation>Neuer Graph</translation>
    </message>
    <message>
        <source>Open…</source>
        <translation>Öffnen…</translation>
    </message>
    <message>
        <source>Paste with input wires</source>
        <translation>Mit Eingangsleitungen einfügen</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>Einfügen</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>Wiederholen</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Umbenennen</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>Starten</translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation>Sichern unter…</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Sichern</translation>
    </message>
    <message>
        <source>Select all</source>
        <translation>Alles auswählen</translation>
    </message>
    <message>
        <source>Select connected</source>
        <translation>Verbundene auswählen</translation>
    </message>
    <message>
        <source>Select downstream</source>
        <translation>Alles danach auswählen</translation>
    </message>
    <message>
        <source>Select upstream</source>
        <translation>Alles davor auswählen</translation>
    </message>
    <message>
        <source>Show or hide the dock</source>
        <translation>Leiste zeigen oder verbergen</translation>
    </message>
    <message>
        <source>Snap to the grid</source>
        <translation>Am Raster ausrichten</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Tidy up</source>
        <translation>Aufräumen</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>Vergrößern</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>Verkleinern</translation>
    </message>
    <message>
        <source>Enter subgraph</source>
        <translation>Teilgraph betreten</translation>
    </message>
    <message>
        <source>Leave subgraph</source>
        <translation>Teilgraph verlassen</translation>
    </message>
    <message>
        <source>Make subgraph independent</source>
        <translation>Teilgraph selbständig machen</translation>
    </message>
    <message>
        <source>Make subgraph</source>
        <translation>Teilgraph bilden</translation>
    </message>
    <message>
        <source>Move out of the subgraph</source>
        <translation>Aus dem Teilgraphen herausnehmen</translation>
    </message>
    <message>
        <source>Unpack subgraph</source>
        <translation>Teilgraph auspacken</translation>
    </message>
    <message>
        <source>Keep checkpoints</source>
        <translation>Checkpoints sichern</translation>
    </message>
    <message>
        <source>Start over…</source>
        <translation>Von vorn beginnen…</translation>
    </message>
    <message>
        <source>Keep checkpoints: a run goes on where the last one was, even after a crash (Ctrl+Shift+F5)</source>
        <translation>Checkpoints sichern: Ein Lauf setzt fort, wo der letzte war, auch nach einem Absturz (Ctrl+Shift+F5)</translation>
    </message>
    <message>
        <source>Forget the checkpoints and run from the beginning</source>
        <translation>Die Checkpoints vergessen und von Anfang an laufen</translation>
    </message>
    <message>
        <source>Simulate</source>
        <translation>Simulieren</translation>
    </message>
    <message>
        <source>Simulate in virtual time instead of running: nothing outside is read or written (F7)</source>
        <translation>In virtueller Zeit simulieren statt laufen lassen: außerhalb wird nichts gelesen oder geschrieben (F7)</translation>
    </message>
    <message>
        <source>Play or halt virtual time</source>
        <translation>Virtuelle Zeit laufen lassen oder anhalten</translation>
    </message>
    <message>
        <source>Step back an event</source>
        <translation>Ein Ereignis zurück</translation>
    </message>
    <message>
        <source>Step to the next event</source>
        <translation>Zum nächsten Ereignis</translation>
    </message>
    <message>
        <source>First time that…</source>
        <translation>Zum ersten Mal…</translation>
    </message>
    <message>
        <source>Fork a second future</source>
        <translation>Eine zweite Zukunft abzweigen</translation>
    </message>
</context>
<context>
    <name>millrace::ui</name>
    <message>
        <source>There is nothing to draw.</source>
        <translation>Es gibt nichts zu zeichnen.</translation>
    </message>
    <message>
        <source>A picture is a file ending in .svg, .png or .pdf.</source>
        <translation>Ein Bild ist eine Datei, die auf .svg, .png oder .pdf endet.</translation>
    </message>
    <message>
        <source>%1 cannot be written: %2</source>
        <translation>%1 kann nicht geschrieben werden: %2</translation>
    </message>
    <message>
        <source>unknown subgraph %1</source>
        <translation>unbekannter Teilgraph %1</translation>
    </message>
    <message>
        <source>Subgraph</source>
        <translation>Teilgraph</translation>
    </message>
    <message>
        <source> · %1 more</source>
        <translation> · %1 weitere</translation>
    </message>
    <message>
        <source>The columns differ: %1 is missing</source>
        <translation>Die Spalten unterscheiden sich: %1 fehlt</translation>
    </message>
    <message>
        <source>The columns differ: %1 is %2, not %3</source>
        <translation>Die Spalten unterscheiden sich: %1 ist %2, nicht %3</translation>
    </message>
    <message>
        <source>The columns differ: %1 is one more</source>
        <translation>Die Spalten unterscheiden sich: %1 ist zu viel</translation>
    </message>
    <message>
        <source>The columns differ in order or event time</source>
        <translation>Die Spalten unterscheiden sich in Reihenfolge oder Ereigniszeit</translation>
    </message>
    <message>
        <source>%1 the rate</source>
        <translation>die %1fache Rate</translation>
    </message>
    <message>
        <source>%1 workers instead of %2: about %3</source>
        <translation>%1 Arbeiter statt %2: etwa %3</translation>
    </message>
    <message>
        <source>A task of its own (not fused with its neighbours): up to %1</source>
        <translation>Eine eigene Aufgabe (nicht mit den Nachbarn verschmolzen): bis zu %1</translation>
    </message>
    <message>
        <source>Larger batches, now %1 records each: about %2</source>
        <translation>Größere Stapel, jetzt je %1 Datensätze: etwa %2</translation>
    </message>
    <message>
        <source>Less time under the lock that %1 waits for: up to %2</source>
        <translation>Weniger Zeit unter der Sperre, auf die %1 wartet: bis zu %2</translation>
    </message>
    <message>
        <source>The executor “async”, or more workers, to overlap its waiting: up to %1</source>
        <translation>Der Ausführer „async“ oder mehr Arbeiter, damit sich das Warten überlappt: bis zu %1</translation>
    </message>
    <message>
        <source>More cores or less work elsewhere: up to %1</source>
        <translation>Mehr Kerne oder weniger Arbeit anderswo: bis zu %1</translation>
    </message>
    <message>
        <source>In use</source>
        <translation>In Gebrauch</translation>
    </message>
    <message>
        <source>and %1 waiting for a core</source>
        <translation>und %1 in Erwartung eines Kerns</translation>
    </message>
    <message>
        <source>of %1 worker(s)</source>
        <translation>von %1 Arbeiter(n)</translation>
    </message>
    <message>
        <source>Takes</source>
        <translation>Nimmt</translation>
    </message>
    <message>
        <source>of %1 offered</source>
        <translation>von %1 angebotenen</translation>
    </message>
    <message>
        <source>Could take</source>
        <translation>Könnte nehmen</translation>
    </message>
    <message>
        <source>if it never waited</source>
        <translation>wenn er nie wartete</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>Warteschlange</translation>
    </message>
    <message>
        <source>records, %1 each (Little's law; %2 measured)</source>
        <translation>Datensätze, je %1 (Gesetz von Little; gemessen %2)</translation>
    </message>
    <message>
        <source>records, so %1 each (Little's law)</source>
        <translation>Datensätze, also je %1 (Gesetz von Little)</translation>
    </message>
    <message>
        <source>Its work</source>
        <translation>Seine Arbeit</translation>
    </message>
    <message>
        <source>of all: twice as fast makes all %1 (Amdahl)</source>
        <translation>von allem: doppelt so schnell macht alles %1 (Amdahl)</translation>
    </message>
    <message>
        <source>Twice as fast</source>
        <translation>Doppelt so schnell</translation>
    </message>
    <message>
        <source>the rate; at %1 %2 limits</source>
        <translation>die Rate; bei %1 begrenzt %2</translation>
    </message>
    <message>
        <source>the rate</source>
        <translation>die Rate</translation>
    </message>
    <message>
        <source>A longer queue would not help: it would fill up as well, and records wait longer.</source>
        <translation>Eine längere Warteschlange hülfe nicht: sie liefe auch voll, und Datensätze warteten länger.</translation>
    </message>
    <message>
        <source>Plain</source>
        <translation>Schlicht</translation>
    </message>
    <message>
        <source>Blue</source>
        <translation>Blau</translation>
    </message>
    <message>
        <source>Green</source>
        <translation>Grün</translation>
    </message>
    <message>
        <source>Teal</source>
        <translation>Türkis</translation>
    </message>
    <message>
        <source>Violet</source>
        <translation>Violett</translation>
    </message>
    <message>
        <source>longer than %1: it began before what is known</source>
        <translation>länger als %1: es begann vor dem, was bekannt ist</translation>
    </message>
    <message>
        <source>%1 so far</source>
        <translation>%1 bisher</translation>
    </message>
    <message>
        <source>Made way for others, with more to do</source>
        <translation>Hat Platz gemacht, obwohl noch etwas zu tun war</translation>
    </message>
    <message>
        <source>Ended: no input left</source>
        <translation>Zu Ende: keine Eingabe mehr</translation>
    </message>
    <message>
        <source>Ended: no input left on %1</source>
        <translation>Zu Ende: keine Eingabe mehr an %1</translation>
    </message>
    <message>
        <source>Ended: output full</source>
        <translation>Zu Ende: Ausgang voll</translation>
    </message>
    <message>
        <source>Ended: output full, %1</source>
        <translation>Zu Ende: Ausgang voll, %1</translation>
    </message>
    <message>
        <source>Ended: waits for its time</source>
        <translation>Zu Ende: wartet auf seine Zeit</translation>
    </message>
    <message>
        <source>Ended: the run is paused</source>
        <translation>Zu Ende: der Lauf pausiert</translation>
    </message>
    <message>
        <source>Ended: finished</source>
        <translation>Zu Ende: fertig</translation>
    </message>
    <message>
        <source>%1 stretches in %2</source>
        <translation>%1 Abschnitte in %2</translation>
    </message>
    <message>
        <source>Zoom in to see each</source>
        <translation>Hineinzoomen zeigt jeden</translation>
    </message>
    <message numerus="yes">
        <source>%1 records</source>
        <translation>
            <numerusform>%1 Datensatz</numerusform><numerusform>%1 Datensätze</numerusform></translation>
    </message>
    <message>
        <source>Waits for the lock %1</source>
        <translation>Wartet auf die Sperre %1</translation>
    </message>
    <message>
        <source>in %1</source>
        <translation>in %1</translation>
    </message>
    <message>
        <source>Waits for input or output</source>
        <translation>Wartet auf Ein- oder Ausgabe</translation>
    </message>
    <message>
        <source>Looks for work</source>
        <translation>Sucht Arbeit</translation>
    </message>
    <message>
        <source>Nothing to run, not asleep yet</source>
        <translation>Nichts zu tun, schläft noch nicht</translation>
    </message>
    <message>
        <source>Asleep</source>
        <translation>Schläft</translation>
    </message>
</context>
<context>
    <name>millrace::ui::AreaEditing</name>
    <message>
        <source>Title of the group</source>
        <translation>Titel der Gruppe</translation>
    </message>
    <message>
        <source>Text of the note, in Markdown</source>
        <translation>Text der Notiz, in Markdown</translation>
    </message>
</context>
<context>
    <name>millrace::ui::AreaPage</name>
    <message>
        <source>A name for the group</source>
        <translation>Ein Name für die Gruppe</translation>
    </message>
    <message>
        <source>Title of the group</source>
        <translation>Titel der Gruppe</translation>
    </message>
    <message>
        <source>Text of the note, in Markdown</source>
        <translation>Text der Notiz, in Markdown</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>Farbe</translation>
    </message>
    <message>
        <source>Group</source>
        <translation>Gruppe</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Notiz</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>Titel</translation>
    </message>
    <message>
        <source>Text (Markdown)</source>
        <translation>Text (Markdown)</translation>
    </message>
    <message>
        <source>Cards that stand in the box move with it. Deleting the box keeps them.</source>
        <translation>Karten, die im Kasten stehen, wandern mit. Wird er gelöscht, bleiben sie.</translation>
    </message>
    <message>
        <source>Double-click the note to write on the canvas.</source>
        <translation>Ein Doppelklick auf die Notiz schreibt auf der Zeichenfläche.</translation>
    </message>
</context>
<context>
    <name>millrace::ui::ArrangeCommands</name>
    <message>
        <source>Select two or more cards to align them.</source>
        <translation>Zum Ausrichten zwei oder mehr Karten auswählen.</translation>
    </message>
    <message>
        <source>Select three or more cards to distribute them.</source>
        <translation>Zum Verteilen drei oder mehr Karten auswählen.</translation>
    </message>
</context>
<context>
    <name>millrace::ui::Breadcrumb</name>
    <message>
        <source>Where the canvas is</source>
        <translation>Wo die Zeichenfläche ist</translation>
    </message>
    <message>
        <source>Go back to %1</source>
        <translation>Zurück zu %1</translation>
    </message>
</context>
<context>
    <name>millrace::ui::CanvasCommands</name>
    <message>
        <source>The clipboard holds no part of a graph: %1</source>
        <translation>Die Zwischenablage enthält keinen Teil eines Graphen: %1</translation>
    </message>
    <message>
        <source>There is no such node, or it would hold itself here.</source>
        <translation>Diesen Knoten gibt es nicht, oder er enthielte hier sich selbst.</translation>
    </message>
</context>
<context>
    <name>millrace::ui::CanvasMarks</name>
    <message>
        <source>no difference inside</source>
        <translation>kein Unterschied darin</translation>
    </message>
    <message numerus="yes">
        <source>%n node(s) inside differ</source>
        <translation>
            <numerusform>%n Knoten darin weicht ab</numerusform><numerusform>%n Knoten darin weichen ab</numerusform></translation>
    </message>
</context>
<context>
    <name>millrace::ui::CanvasMenu</name>
    <message>
        <source>Put a node in…</source>
        <translation>Knoten einsetzen…</translation>
    </message>
    <message>
        <source>Convert %1</source>
        <translation>%1 umwandeln</translation>
    </message>
</context>
<context>
    <name>millrace::ui::ChartCard</name>
    <message>
        <source>A to B: %1%2</source>
        <translation>A bis B: %1%2</translation>
    </message>
    <message>
        <source>Nothing measured yet</source>
        <translation>Noch nichts gemessen</translation>
    </message>
    <message>
        <source>Checkpoint %1</source>
        <translation>Checkpoint %1</translation>
    </message>
    <message>
        <source>barriers</source>
        <translation>Barrieren</translation>
    </message>
    <message>
        <source>written down</source>
        <translation>niedergeschrieben</translation>
    </message>
    <message>
        <source>committed</source>
        <translation>bestätigt</translation>
    </message>
    <message>
        <source>size</source>
        <translation>Größe</translation>
    </message>
    <message numerus="yes">
        <source>%n checkpoints, the longest:</source>
        <translation>
            <numerusform>%n Checkpoint, der längste:</numerusform><numerusform>%n Checkpoints, der längste:</numerusform></translation>
    </message>
    <message>
        <source>longest alignment</source>
        <translation>längste Ausrichtung</translation>
    </message>
    <message>
        <source>spilled to files</source>
        <translation>in Dateien ausgelagert</translation>
    </message>
    <message>
        <source>given up before</source>
        <translation>davor aufgegeben</translation>
    </message>
</context>
<context>
    <name>millrace::ui::ChartsPage</name>
    <message>
        <source>Lag per partition</source>
        <translation>Rückstand je Partition</translation>
    </message>
    <message>
        <source>records behind</source>
        <translation>Datensätze zurück</translation>
    </message>
    <message>
        <source>How much time the charts show.&lt;br&gt;Wheel or a dragged band zooms, Shift and dragging moves,&lt;br&gt;a click sets cursor A, Shift and a click cursor B: the difference is shown.&lt;br&gt;A double-click goes live. Drag a card from the canvas onto a chart to add it.</source>
        <translation>Wie viel Zeit die Diagramme zeigen.&lt;br&gt;Rad oder ein gezogenes Band zoomt, Umschalt und Ziehen verschiebt,&lt;br&gt;ein Klick setzt Marke A, Umschalt und Klick Marke B: der Unterschied wird gezeigt.&lt;br&gt;Ein Doppelklick folgt dem Lauf. Ziehen Sie eine Karte auf ein Diagramm, um sie dort zu zeigen.</translation>
    </message>
    <message>
        <source>The charts follow the run</source>
        <translation>Die Diagramme folgen dem Lauf</translation>
    </message>
    <message>
        <source>Follow the run again</source>
        <translation>Dem Lauf wieder folgen</translation>
    </message>
    <message>
        <source>Throughput</source>
        <translation>Durchsatz</translation>
    </message>
    <message>
        <source>records/s</source>
        <translation>Datensätze/s</translation>
    </message>
    <message>
        <source>Latency</source>
        <translation>Laufzeit</translation>
    </message>
    <message>
        <source>from intended send time</source>
        <translation>ab der geplanten Sendezeit</translation>
    </message>
    <message>
        <source>Queue fill</source>
        <translation>Füllung der Warteschlangen</translation>
    </message>
    <message>
        <source>% of capacity</source>
        <translation>% der Kapazität</translation>
    </message>
    <message>
        <source>Worker use</source>
        <translation>Auslastung der Arbeiter</translation>
    </message>
    <message>
        <source>% busy</source>
        <translation>% beschäftigt</translation>
    </message>
    <message>
        <source>How much time the charts show.&lt;br&gt;Wheel or a dragged band zooms, Shift and dragging moves,&lt;br&gt;a click measures from there, a double-click goes live.</source>
        <translation>Wie viel Zeit die Diagramme zeigen.&lt;br&gt;Das Rad oder ein gezogener Bereich zoomt, Umschalt und Ziehen verschiebt,&lt;br&gt;ein Klick misst von dort, ein Doppelklick folgt wieder dem Lauf.</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>Checkpoints</source>
        <translation>Checkpoints</translation>
    </message>
    <message>
        <source>15 s</source>
        <translation>15 s</translation>
    </message>
    <message>
        <source>60 s</source>
        <translation>60 s</translation>
    </message>
    <message>
        <source>5 min</source>
        <translation>5 min</translation>
    </message>
    <message>
        <source>Whole run</source>
        <translation>Ganzer Lauf</translation>
    </message>
</context>
<context>
    <name>millrace::ui::CheckpointRows</name>
    <message>
        <source>Last checkpoint</source>
        <translation>Letzter Checkpoint</translation>
    </message>
    <message>
        <source>Its number</source>
        <translation>Seine Nummer</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Size of what the workers of this node wrote for it</source>
        <translation>Größe dessen, was die Worker dieses Knotens dafür geschrieben haben</translation>
    </message>
    <message>
        <source>Alignment</source>
        <translation>Ausrichtung</translation>
    </message>
    <message>
        <source>Longest wait of a worker from its first barrier to its last</source>
        <translation>Längstes Warten eines Workers von seiner ersten Barriere bis zu seiner letzten</translation>
    </message>
    <message>
        <source>Snapshot</source>
        <translation>Snapshot</translation>
    </message>
    <message>
        <source>Longest time that a worker took to write its state</source>
        <translation>Längste Zeit, die ein Worker brauchte, um seinen Zustand zu schreiben</translation>
    </message>
    <message>
        <source>Spilled</source>
        <translation>Ausgelagert</translation>
    </message>
    <message>
        <source>What waited for barriers in files, too much for the memory</source>
        <translation>Was in Dateien auf Barrieren wartete, zu viel für den Speicher</translation>
    </message>
</context>
<context>
    <name>millrace::ui::ChoiceEditor</name>
    <message>
        <source>not set</source>
        <translation>nicht gesetzt</translation>
    </message>
</context>
<context>
    <name>millrace::ui::CloseQuestion</name>
    <message>
        <source>A run is on</source>
        <translation>Ein Lauf ist im Gange</translation>
    </message>
    <message>
        <source>&lt;b&gt;The graph is still running.&lt;/b&gt;</source>
        <translation>&lt;b&gt;Der Graph läuft noch.&lt;/b&gt;</translation>
    </message>
    <message>
        <source>Draining ends the sources and lets what is inside flow out to the sinks. Stopping ends at once; what is inside is lost.</source>
        <translation>Auslaufen beendet die Quellen und lässt, was noch darin ist, zu den Senken fließen. Anhalten endet sofort; was darin ist, geht verloren.</translation>
    </message>
    <message>
        <source>Drain and close</source>
        <translation>Auslaufen und schließen</translation>
    </message>
    <message>
        <source>Stop and close</source>
        <translation>Anhalten und schließen</translation>
    </message>
    <message>
        <source>It can end behind one more checkpoint, from which the next run goes on. Stopped at once, it goes on from the last one: what was read since is read again.</source>
        <translation>Er kann hinter noch einem Checkpoint enden, bei dem der nächste Lauf fortsetzt. Sofort beendet, setzt er beim letzten fort: Was seither gelesen wurde, wird noch einmal gelesen.</translation>
    </message>
    <message>
        <source>Checkpoint and close</source>
        <translation>Checkpoint und schließen</translation>
    </message>
</context>
<context>
    <name>millrace::ui::CommandSearch</name>
    <message>
        <source>Find a node or run a command</source>
        <translation>Knoten suchen oder Befehl ausführen</translation>
    </message>
    <message>
        <source>Commands</source>
        <translation>Befehle</translation>
    </message>
    <message>
        <source>Commands and nodes</source>
        <translation>Befehle und Knoten</translation>
    </message>
</context>
<context>
    <name>millrace::ui::DockArea</name>
    <message>
        <source>Show the dock</source>
        <translation>Leiste zeigen</translation>
    </message>
    <message>
        <source>Hide the dock</source>
        <translation>Leiste verbergen</translation>
    </message>
    <message>
        <source>Show %1</source>
        <translation>%1 zeigen</translation>
    </message>
</context>
<context>
    <name>millrace::ui::DockTabs</name>
    <message>
        <source>Dock page: %1</source>
        <translation>Seite der Leiste: %1</translation>
    </message>
</context>
<context>
    <name>millrace::ui::EditHistory</name>
    <message>
        <source>Edit history</source>
        <translation>Änderungsverlauf</translation>
    </message>
    <message>
        <source>Edits, oldest first</source>
        <translation>Änderungen, älteste zuerst</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Beginnen</translation>
    </message>
    <message>
        <source>Opened %1</source>
        <translation>%1 geöffnet</translation>
    </message>
    <message>
        <source>%1 (saved)</source>
        <translation>%1 (gesichert)</translation>
    </message>
    <message>
        <source>%1, the present state</source>
        <translation>%1, der jetzige Stand</translation>
    </message>
    <message>
        <source>%1, undone</source>
        <translation>%1, zurückgenommen</translation>
    </message>
    <message numerus="yes">
        <source>%n edit(s). A click goes to a state, Esc closes.</source>
        <translation>
            <numerusform>%n Änderung. Ein Klick geht zu einem Stand, Esc schließt.</numerusform><numerusform>%n Änderungen. Ein Klick geht zu einem Stand, Esc schließt.</numerusform></translation>
    </message>
</context>
<context>
    <name>millrace::ui::ExamplesDialog</name>
    <message>
        <source>New from template</source>
        <translation>Neu aus Vorlage</translation>
    </message>
    <message>
        <source>Examples</source>
        <translation>Beispiele</translation>
    </message>
    <message>
        <source>Notes of the graph</source>
        <translation>Notizen des Graphen</translation>
    </message>
    <message>
        <source>Start with it</source>
        <translation>Damit beginnen</translation>
    </message>
    <message>
        <source>Open a copy</source>
        <translation>Kopie öffnen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>No examples are installed.</source>
        <translation>Es sind keine Beispiele installiert.</translation>
    </message>
</context>
<context>
    <name>millrace::ui::ExpressionField</name>
    <message>
        <source>column</source>
        <translation>Spalte</translation>
    </message>
</context>
<context>
    <name>millrace::ui::FigureDialog</name>
    <message>
        <source>records waiting on</source>
        <translation>wartende Datensätze auf</translation>
    </message>
    <message>
        <source>records dropped on</source>
        <translation>verworfene Datensätze auf</translation>
    </message>
    <message>
        <source>records sent over</source>
        <translation>gesendete Datensätze über</translation>
    </message>
    <message>
        <source>records into</source>
        <translation>Datensätze in</translation>
    </message>
    <message>
        <source>records out of</source>
        <translation>Datensätze aus</translation>
    </message>
    <message>
        <source>workers at work in</source>
        <translation>arbeitende Worker in</translation>
    </message>
    <message>
        <source>workers held back in</source>
        <translation>aufgehaltene Worker in</translation>
    </message>
    <message>
        <source>at most</source>
        <translation>höchstens</translation>
    </message>
    <message>
        <source>at least</source>
        <translation>mindestens</translation>
    </message>
    <message>
        <source>First time that…</source>
        <translation>Zum ersten Mal…</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>Zahl</translation>
    </message>
    <message>
        <source>The first time that…</source>
        <translation>Das erste Mal, dass…</translation>
    </message>
    <message>
        <source>Figure</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>Ort</translation>
    </message>
    <message>
        <source>Comes to</source>
        <translation>Erreicht</translation>
    </message>
    <message>
        <source>Playing halts whenever (Delete removes)</source>
        <translation>Die Wiedergabe hält an, sobald (Entf entfernt)</translation>
    </message>
    <message>
        <source>Halt whenever</source>
        <translation>Anhalten, sobald</translation>
    </message>
    <message>
        <source>Playing halts each time that it comes true</source>
        <translation>Die Wiedergabe hält jedes Mal an, wenn es eintritt</translation>
    </message>
    <message>
        <source>Next time</source>
        <translation>Nächstes Mal</translation>
    </message>
    <message>
        <source>The next time behind the instant that is shown</source>
        <translation>Das nächste Mal nach dem gezeigten Augenblick</translation>
    </message>
    <message>
        <source>First time</source>
        <translation>Erstes Mal</translation>
    </message>
</context>
<context>
    <name>millrace::ui::FileCommands</name>
    <message>
        <source>Millrace graphs (*.mill);;All files (*)</source>
        <translation>Graphen von Millrace (*.mill);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Unsaved changes</source>
        <translation>Ungesicherte Änderungen</translation>
    </message>
    <message>
        <source>&lt;b&gt;Save the changes to %1?&lt;/b&gt;</source>
        <translation>&lt;b&gt;Die Änderungen an %1 sichern?&lt;/b&gt;</translation>
    </message>
    <message>
        <source>Otherwise they are lost.</source>
        <translation>Sonst gehen sie verloren.</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Sichern</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>Verwerfen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Open graph</source>
        <translation>Graph öffnen</translation>
    </message>
    <message>
        <source>The graph cannot be opened</source>
        <translation>Der Graph kann nicht geöffnet werden</translation>
    </message>
    <message>
        <source>The graph cannot be saved</source>
        <translation>Der Graph kann nicht gesichert werden</translation>
    </message>
    <message>
        <source>Save graph as</source>
        <translation>Graph sichern unter</translation>
    </message>
    <message>
        <source>The example cannot be copied</source>
        <translation>Das Beispiel kann nicht kopiert werden</translation>
    </message>
    <message>
        <source>These files cannot be written:
%1</source>
        <translation>Diese Dateien können nicht geschrieben werden:
%1</translation>
    </message>
</context>
<context>
    <name>millrace::ui::FindBar</name>
    <message>
        <source>Changed since the graph was saved</source>
        <translation>Geändert, seit der Graph gesichert wurde</translation>
    </message>
    <message>
        <source>With an error</source>
        <translation>Mit einem Fehler</translation>
    </message>
    <message>
        <source>Limits the run: at work four fifths of the time or more</source>
        <translation>Begrenzt den Lauf: vier Fünftel der Zeit oder mehr bei der Arbeit</translation>
    </message>
    <message>
        <source>Switched off</source>
        <translation>Abgeschaltet</translation>
    </message>
    <message>
        <source>Lets its records pass as they are</source>
        <translation>Lässt seine Datensätze unverändert durch</translation>
    </message>
    <message>
        <source>Find: name, kind or value</source>
        <translation>Suchen: Name, Art oder Wert</translation>
    </message>
    <message>
        <source>Previous (Shift+F3)</source>
        <translation>Voriger (Umschalt+F3)</translation>
    </message>
    <message>
        <source>Next (F3)</source>
        <translation>Nächster (F3)</translation>
    </message>
    <message>
        <source>Close (Esc)</source>
        <translation>Schließen (Esc)</translation>
    </message>
    <message>
        <source>Nodes found</source>
        <translation>Gefundene Knoten</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>There is no filter is:%1.</source>
        <translation>Es gibt keinen Filter is:%1.</translation>
    </message>
    <message>
        <source>Enter goes there, F3 to the next one.</source>
        <translation>Enter geht hin, F3 zum nächsten.</translation>
    </message>
    <message>
        <source>Nothing has been measured yet: run the graph first.</source>
        <translation>Noch ist nichts gemessen: starten Sie erst den Graphen.</translation>
    </message>
    <message>
        <source>No node answers this.</source>
        <translation>Kein Knoten passt dazu.</translation>
    </message>
    <message>
        <source>Nothing limits a run that does not go on. Ask while it runs.</source>
        <translation>Ein Lauf, der nicht weitergeht, wird von nichts begrenzt. Während des Laufs fragen.</translation>
    </message>
</context>
<context>
    <name>millrace::ui::FutureBanner</name>
    <message>
        <source>the same</source>
        <translation>gleich</translation>
    </message>
    <message>
        <source>throughput</source>
        <translation>Durchsatz</translation>
    </message>
    <message>
        <source>dropped</source>
        <translation>verworfen</translation>
    </message>
    <message>
        <source>Forget the first future</source>
        <translation>Die erste Zukunft vergessen</translation>
    </message>
    <message>
        <source>&lt;b&gt;Second future&lt;/b&gt; since %1</source>
        <translation>&lt;b&gt;Zweite Zukunft&lt;/b&gt; seit %1</translation>
    </message>
    <message>
        <source> · play on to compare it with the first</source>
        <translation> · weiterspielen, um sie mit der ersten zu vergleichen</translation>
    </message>
    <message>
        <source>What came to the sinks since then, in the first future and in this one. Both have the same random numbers unless they were drawn anew: one course of events each, no forecast.</source>
        <translation>Was seitdem bei den Senken ankam, in der ersten Zukunft und in dieser. Beide haben dieselben Zufallszahlen, außer sie wurden neu gezogen: je ein Verlauf, keine Vorhersage.</translation>
    </message>
</context>
<context>
    <name>millrace::ui::GraphPage</name>
    <message>
        <source>Define parameters</source>
        <translation>Parameter festlegen</translation>
    </message>
    <message>
        <source>A name for the graph</source>
        <translation>Ein Name für den Graphen</translation>
    </message>
    <message>
        <source>What it does, for those who come after (Markdown)</source>
        <translation>Was er tut, für die, die nach Ihnen kommen (Markdown)</translation>
    </message>
    <message>
        <source>Graph</source>
        <translation>Graph</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>Notizen</translation>
    </message>
    <message>
        <source>Checkpoints</source>
        <translation>Checkpoints</translation>
    </message>
</context>
<context>
    <name>millrace::ui::GraphSession</name>
    <message>
        <source>Untitled</source>
        <translation>Unbenannt</translation>
    </message>
    <message>
        <source>%1 cannot be read: %2</source>
        <translation>%1 kann nicht gelesen werden: %2</translation>
    </message>
    <message>
        <source>The graph has no file name yet.</source>
        <translation>Der Graph hat noch keinen Dateinamen.</translation>
    </message>
    <message>
        <source>%1 cannot be written: %2</source>
        <translation>%1 kann nicht geschrieben werden: %2</translation>
    </message>
</context>
<context>
    <name>millrace::ui::HelpWindow</name>
    <message>
        <source>Search the help</source>
        <translation>Hilfe durchsuchen</translation>
    </message>
    <message>
        <source>Put the example onto the canvas</source>
        <translation>Beispiel auf die Zeichenfläche legen</translation>
    </message>
    <message>
        <source>Copy the example</source>
        <translation>Beispiel kopieren</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>Hilfe</translation>
    </message>
    <message>
        <source>Node kinds</source>
        <translation>Arten von Knoten</translation>
    </message>
    <message>
        <source>Help of the chosen node kind</source>
        <translation>Hilfe zur gewählten Art von Knoten</translation>
    </message>
</context>
<context>
    <name>millrace::ui::HistoryBanner</name>
    <message>
        <source>Viewing the run of &lt;b&gt;%1&lt;/b&gt;, %2. The graph below may have changed since.</source>
        <translation>Sie sehen den Lauf von &lt;b&gt;%1&lt;/b&gt;, %2. Der Graph darunter kann sich seitdem geändert haben.</translation>
    </message>
    <message>
        <source>Restore its graph</source>
        <translation>Seinen Graphen wiederherstellen</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>millrace::ui::JourneyCard</name>
    <message>
        <source>Journey of a batch</source>
        <translation>Weg eines Stapels</translation>
    </message>
    <message>
        <source>Close (Esc)</source>
        <translation>Schließen (Esc)</translation>
    </message>
    <message>
        <source> (%1 parts)</source>
        <translation> (%1 Teile)</translation>
    </message>
    <message>
        <source>%1 from %2 to %3</source>
        <translation>%1 von %2 nach %3</translation>
    </message>
    <message>
        <source>of which %1 waiting</source>
        <translation>davon %1 wartend</translation>
    </message>
    <message>
        <source>waits</source>
        <translation>wartet</translation>
    </message>
    <message>
        <source>works</source>
        <translation>arbeitet</translation>
    </message>
    <message>
        <source>share</source>
        <translation>Anteil</translation>
    </message>
    <message numerus="yes">
        <source>%n others</source>
        <translation>
            <numerusform>%n weitere</numerusform><numerusform>%n weitere</numerusform></translation>
    </message>
</context>
<context>
    <name>millrace::ui::KeyRecorder</name>
    <message>
        <source>Press the new keys here</source>
        <translation>Hier die neuen Tasten drücken</translation>
    </message>
</context>
<context>
    <name>millrace::ui::KindListModel</name>
    <message>
        <source>Subgraphs</source>
        <translation>Teilgraphen</translation>
    </message>
</context>
<context>
    <name>millrace::ui::LineEditor</name>
    <message>
        <source>Choose a file</source>
        <translation>Datei wählen</translation>
    </message>
</context>
<context>
    <name>millrace::ui::LiveButton</name>
    <message>
        <source>Live</source>
        <translation>Live</translation>
    </message>
</context>
<context>
    <name>millrace::ui::LogModel</name>
    <message>
        <source>… %1 more within a second</source>
        <translation>… %1 weitere in einer Sekunde</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Node</source>
        <translation>Knoten</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>Was geschah</translation>
    </message>
</context>
<context>
    <name>millrace::ui::LogPage</name>
    <message>
        <source>Selected nodes</source>
        <translation>Gewählte Knoten</translation>
    </message>
    <message>
        <source>Only what the nodes selected on the canvas have to say</source>
        <translation>Nur was die gewählten Knoten melden</translation>
    </message>
    <message>
        <source>What happens in a run is written here.</source>
        <translation>Was in einem Lauf geschieht, steht hier.</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>Everything</source>
        <translation>Alles</translation>
    </message>
    <message>
        <source>Warnings and errors</source>
        <translation>Warnungen und Fehler</translation>
    </message>
    <message>
        <source>Errors</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>Least severe entries shown</source>
        <translation>Unwichtigste gezeigte Einträge</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>Leeren</translation>
    </message>
</context>
<context>
    <name>millrace::ui::MainWindow</name>
    <message>
        <source>Open recent</source>
        <translation>Zuletzt geöffnet</translation>
    </message>
    <message>
        <source>Problems</source>
        <translation>Probleme</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>Bearbeiten</translation>
    </message>
    <message>
        <source>Arrange</source>
        <translation>Anordnen</translation>
    </message>
    <message>
        <source>View</source>
        <translation>Ansicht</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>Lauf</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>Hilfe</translation>
    </message>
    <message>
        <source>None yet</source>
        <translation>Noch keine</translation>
    </message>
    <message>
        <source>Forget these</source>
        <translation>Diese vergessen</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Undo: %1</source>
        <translation>Rückgängig: %1</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>Wiederholen</translation>
    </message>
    <message>
        <source>Redo: %1</source>
        <translation>Wiederholen: %1</translation>
    </message>
    <message>
        <source>&lt;h3 style='color:%1'&gt;Draw a pipeline&lt;/h3&gt;&lt;p style='color:%2'&gt;Double-click, or press A, to add a node here.&lt;br&gt;Drag one in from the left. Drag from port to port to connect.&lt;br&gt;Ctrl+E opens an example that runs.&lt;/p&gt;</source>
        <translation>&lt;h3 style='color:%1'&gt;Eine Pipeline zeichnen&lt;/h3&gt;&lt;p style='color:%2'&gt;Doppelklick oder A fügt hier einen Knoten hinzu.&lt;br&gt;Ziehen Sie einen von links herein. Ziehen von Anschluss zu Anschluss verbindet.&lt;br&gt;Strg+E öffnet ein Beispiel, das läuft.&lt;/p&gt;</translation>
    </message>
    <message>
        <source>not saved yet</source>
        <translation>noch nicht gesichert</translation>
    </message>
    <message>
        <source>Restore changes</source>
        <translation>Änderungen wiederherstellen</translation>
    </message>
    <message>
        <source>an unsaved graph</source>
        <translation>ein ungesicherter Graph</translation>
    </message>
    <message>
        <source>&lt;b&gt;Restore the changes to %1?&lt;/b&gt;</source>
        <translation>&lt;b&gt;Die Änderungen an %1 wiederherstellen?&lt;/b&gt;</translation>
    </message>
    <message>
        <source>Millrace ended last time before they were saved.</source>
        <translation>Millrace endete beim letzten Mal, bevor sie gesichert waren.</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>Wiederherstellen</translation>
    </message>
    <message>
        <source>Throw away</source>
        <translation>Wegwerfen</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>Bereit</translation>
    </message>
    <message>
        <source>There is nothing to run yet: the graph is empty.</source>
        <translation>Noch gibt es nichts zu starten: der Graph ist leer.</translation>
    </message>
    <message>
        <source>Not run: %1</source>
        <translation>Nicht gestartet: %1</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>Farbe</translation>
    </message>
    <message>
        <source>Add an instance of</source>
        <translation>Ein Exemplar hinzufügen von</translation>
    </message>
</context>
<context>
    <name>millrace::ui::ManyPage</name>
    <message>
        <source>Parameters</source>
        <translation>Parameter</translation>
    </message>
    <message>
        <source>Concurrency</source>
        <translation>Nebenläufigkeit</translation>
    </message>
    <message>
        <source>%1 nodes</source>
        <translation>%1 Knoten</translation>
    </message>
</context>
<context>
    <name>millrace::ui::ManyWiresPage</name>
    <message>
        <source>%1 wires</source>
        <translation>%1 Leitungen</translation>
    </message>
    <message>
        <source>%1 of them fused: a direct call without a queue. A setting below gives them one.</source>
        <translation>%1 davon verschmolzen: ein direkter Aufruf ohne Warteschlange. Eine Einstellung unten gibt ihnen eine.</translation>
    </message>
</context>
<context>
    <name>millrace::ui::MapEditor</name>
    <message>
        <source>+ add</source>
        <translation>+ hinzufügen</translation>
    </message>
    <message>
        <source>output</source>
        <translation>Ausgang</translation>
    </message>
    <message>
        <source>name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>expression</source>
        <translation>Ausdruck</translation>
    </message>
    <message>
        <source>column</source>
        <translation>Spalte</translation>
    </message>
    <message>
        <source>The name %1 is there twice; this row does not count.</source>
        <translation>Den Namen %1 gibt es zweimal; diese Zeile zählt nicht.</translation>
    </message>
</context>
<context>
    <name>millrace::ui::MetricsTab</name>
    <message>
        <source>Run the graph to see the figures of this node.</source>
        <translation>Starten Sie den Graphen, um die Zahlen dieses Knotens zu sehen.</translation>
    </message>
    <message>
        <source>Rate in</source>
        <translation>Rate herein</translation>
    </message>
    <message>
        <source>Records per second over the last second</source>
        <translation>Datensätze je Sekunde in der letzten Sekunde</translation>
    </message>
    <message>
        <source>Rate out</source>
        <translation>Rate hinaus</translation>
    </message>
    <message>
        <source>Records in</source>
        <translation>Datensätze herein</translation>
    </message>
    <message>
        <source>Since the run began</source>
        <translation>Seit Beginn des Laufs</translation>
    </message>
    <message>
        <source>Records out</source>
        <translation>Datensätze hinaus</translation>
    </message>
    <message>
        <source>Since the run began; dead letters and late records not counted</source>
        <translation>Seit Beginn des Laufs; Aussortiertes und Verspätetes nicht gezählt</translation>
    </message>
    <message>
        <source>Filtered</source>
        <translation>Gefiltert</translation>
    </message>
    <message>
        <source>Taken out on purpose</source>
        <translation>Absichtlich herausgenommen</translation>
    </message>
    <message>
        <source>Rejected</source>
        <translation>Zurückgewiesen</translation>
    </message>
    <message>
        <source>Could not be used; left through the rejected port</source>
        <translation>Unbrauchbar; durch den Anschluss „rejected“ hinaus</translation>
    </message>
    <message>
        <source>Late</source>
        <translation>Verspätet</translation>
    </message>
    <message>
        <source>Came after their window had closed</source>
        <translation>Kam, nachdem sein Fenster geschlossen war</translation>
    </message>
    <message>
        <source>Errors</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>Reported by the node</source>
        <translation>Vom Knoten gemeldet</translation>
    </message>
    <message>
        <source>Busy</source>
        <translation>Beschäftigt</translation>
    </message>
    <message>
        <source>Share of its workers' time over the last second</source>
        <translation>Anteil an der Zeit seiner Arbeiter in der letzten Sekunde</translation>
    </message>
    <message>
        <source>Output full</source>
        <translation>Ausgang voll</translation>
    </message>
    <message>
        <source>Waiting because an output had no room</source>
        <translation>Wartet, weil ein Ausgang keinen Platz hatte</translation>
    </message>
    <message>
        <source>Waiting for input</source>
        <translation>Wartet auf Eingabe</translation>
    </message>
    <message>
        <source>Lock</source>
        <translation>Sperre</translation>
    </message>
    <message>
        <source>Waiting for a shared resource</source>
        <translation>Wartet auf ein geteiltes Betriebsmittel</translation>
    </message>
    <message>
        <source>I/O</source>
        <translation>Ein-/Ausgabe</translation>
    </message>
    <message>
        <source>Waiting for the outside world, or on purpose</source>
        <translation>Wartet auf die Außenwelt oder absichtlich</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>Bereit</translation>
    </message>
    <message>
        <source>Could work, but no worker was free</source>
        <translation>Könnte arbeiten, aber kein Arbeiter war frei</translation>
    </message>
    <message>
        <source>Workers</source>
        <translation>Arbeiter</translation>
    </message>
    <message>
        <source>Working at this instant, of all</source>
        <translation>In diesem Augenblick tätig, von allen</translation>
    </message>
    <message>
        <source>Watermark</source>
        <translation>Wasserstand</translation>
    </message>
    <message>
        <source>Event time up to which everything has come (UTC)</source>
        <translation>Ereigniszeit, bis zu der alles gekommen ist (UTC)</translation>
    </message>
    <message>
        <source>Time per batch</source>
        <translation>Zeit je Stapel</translation>
    </message>
    <message>
        <source>Median and 99th percentile</source>
        <translation>Median und 99. Perzentil</translation>
    </message>
    <message>
        <source>Latency p50</source>
        <translation>Laufzeit p50</translation>
    </message>
    <message>
        <source>From intended send time, over the whole run</source>
        <translation>Ab der geplanten Sendezeit, über den ganzen Lauf</translation>
    </message>
    <message>
        <source>Latency p95</source>
        <translation>Laufzeit p95</translation>
    </message>
    <message>
        <source>Latency p99</source>
        <translation>Laufzeit p99</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>end of input</source>
        <translation>Ende der Eingabe</translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <translation>%1 · %2</translation>
    </message>
</context>
<context>
    <name>millrace::ui::Minimap</name>
    <message>
        <source>Overview: click or drag to go there</source>
        <translation>Übersicht: klicken oder ziehen, um dorthin zu gehen</translation>
    </message>
    <message>
        <source>Overview of the graph</source>
        <translation>Übersicht des Graphen</translation>
    </message>
</context>
<context>
    <name>millrace::ui::ModePainter</name>
    <message>
        <source>disabled</source>
        <translation>abgeschaltet</translation>
    </message>
    <message>
        <source>bypassed</source>
        <translation>überbrückt</translation>
    </message>
    <message>
        <source>gets no records</source>
        <translation>bekommt keine Datensätze</translation>
    </message>
</context>
<context>
    <name>millrace::ui::ModeSwitch</name>
    <message>
        <source>Enabled</source>
        <translation>Eingeschaltet</translation>
    </message>
    <message>
        <source>Bypassed</source>
        <translation>Überbrückt</translation>
    </message>
    <message>
        <source>Disabled</source>
        <translation>Abgeschaltet</translation>
    </message>
    <message>
        <source>Enabled (E): takes part in a run</source>
        <translation>Eingeschaltet (E): nimmt am Lauf teil</translation>
    </message>
    <message>
        <source>Bypassed (B): records pass it as they are</source>
        <translation>Überbrückt (B): Datensätze gehen unverändert hindurch</translation>
    </message>
    <message>
        <source>Disabled (D): left out with its wires, and so is what only it feeds</source>
        <translation>Abgeschaltet (D): mit seinen Leitungen ausgelassen, ebenso was nur er speist</translation>
    </message>
</context>
<context>
    <name>millrace::ui::NewTestDialog</name>
    <message>
        <source>as in the last run</source>
        <translation>wie im letzten Lauf</translation>
    </message>
    <message>
        <source>as in the last run %1</source>
        <translation>wie im letzten Lauf %1</translation>
    </message>
    <message>
        <source>Make test</source>
        <translation>Test anlegen</translation>
    </message>
    <message>
        <source>New test</source>
        <translation>Neuer Test</translation>
    </message>
    <message>
        <source>What the sources sent in the last run</source>
        <translation>Was die Quellen im letzten Lauf sandten</translation>
    </message>
    <message>
        <source>What is pinned for “%1”</source>
        <translation>Was für „%1“ festgehalten ist</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Inputs</source>
        <translation>Eingaben</translation>
    </message>
    <message>
        <source>Expected: what came by at</source>
        <translation>Erwartet: was vorbeikam bei</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Run the graph first: a test is made of what came by.</source>
        <translation>Führen Sie den Graphen zuerst aus: Ein Test entsteht aus dem, was vorbeikam.</translation>
    </message>
    <message>
        <source>There is a test of this name already.</source>
        <translation>Einen Test dieses Namens gibt es schon.</translation>
    </message>
    <message numerus="yes">
        <source>%1 records are expected there, in any order.</source>
        <translation>
            <numerusform>%1 Datensatz wird dort erwartet, in beliebiger Reihenfolge.</numerusform><numerusform>%1 Datensätze werden dort erwartet, in beliebiger Reihenfolge.</numerusform></translation>
    </message>
    <message>
        <source>Only the last %1 of a wire are kept, and the run was longer: a run of fewer records makes a test that can pass.</source>
        <translation>Nur die letzten %1 einer Leitung werden behalten, und der Lauf war länger: Ein Lauf mit weniger Datensätzen ergibt einen Test, der bestehen kann.</translation>
    </message>
    <message>
        <source>They came in the last run, whatever that was fed with.</source>
        <translation>Sie kamen im letzten Lauf, womit er auch gespeist wurde.</translation>
    </message>
</context>
<context>
    <name>millrace::ui::NodePage</name>
    <message>
        <source>Title (F2)</source>
        <translation>Titel (F2)</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>Parameter</translation>
    </message>
    <message>
        <source>Concurrency</source>
        <translation>Nebenläufigkeit</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>Hilfe</translation>
    </message>
    <message>
        <source>unknown kind %1 · %2</source>
        <translation>unbekannte Art %1 · %2</translation>
    </message>
    <message>
        <source>Runs as: %1</source>
        <translation>Läuft als: %1</translation>
    </message>
    <message>
        <source>What is left empty the planner chooses, once the graph has no errors.</source>
        <translation>Was leer bleibt, wählt der Planer, sobald der Graph keine Fehler hat.</translation>
    </message>
</context>
<context>
    <name>millrace::ui::ObjectListEditor</name>
    <message>
        <source>+ add</source>
        <translation>+ hinzufügen</translation>
    </message>
    <message>
        <source>name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>%1.</source>
        <translation>%1.</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
</context>
<context>
    <name>millrace::ui::PalettePanel</name>
    <message>
        <source>Search nodes</source>
        <translation>Knoten suchen</translation>
    </message>
    <message>
        <source>Node kinds</source>
        <translation>Arten von Knoten</translation>
    </message>
</context>
<context>
    <name>millrace::ui::ParameterForm</name>
    <message>
        <source>Pick…</source>
        <translation>Wählen…</translation>
    </message>
    <message>
        <source>Pick %1</source>
        <translation>%1 wählen</translation>
    </message>
    <message>
        <source>Connects and shows what there is to choose from</source>
        <translation>Verbindet sich und zeigt, was zur Auswahl steht</translation>
    </message>
    <message>
        <source>required</source>
        <translation>erforderlich</translation>
    </message>
    <message>
        <source>Back to the default</source>
        <translation>Zurück zur Vorgabe</translation>
    </message>
    <message>
        <source>%1: back to the default</source>
        <translation>%1: zurück zur Vorgabe</translation>
    </message>
    <message>
        <source>Less</source>
        <translation>Weniger</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Mehr</translation>
    </message>
</context>
<context>
    <name>millrace::ui::PeekPage</name>
    <message>
        <source>Filter: v &gt; 0.5, or any text</source>
        <translation>Filter: v &gt; 0.5 oder ein Text</translation>
    </message>
    <message>
        <source>Pin…</source>
        <translation>Anheften…</translation>
    </message>
    <message>
        <source>Keep the selected records, or all, as data of a test of this graph</source>
        <translation>Die gewählten Datensätze oder alle als Daten eines Tests dieses Graphen behalten</translation>
    </message>
    <message>
        <source>Captured: %1</source>
        <translation>Aufgefangen: %1</translation>
    </message>
    <message>
        <source>Copy ▾</source>
        <translation>Kopieren ▾</translation>
    </message>
    <message>
        <source>Copy the selected records, or all</source>
        <translation>Die gewählten Datensätze oder alle kopieren</translation>
    </message>
    <message>
        <source>As a table&#9;Ctrl+C</source>
        <translation>Als Tabelle&#9;Ctrl+C</translation>
    </message>
    <message>
        <source>As CSV</source>
        <translation>Als CSV</translation>
    </message>
    <message>
        <source>As JSON</source>
        <translation>Als JSON</translation>
    </message>
    <message>
        <source>An expression over the columns, or a text to look for</source>
        <translation>Ein Ausdruck über die Spalten oder ein Text</translation>
    </message>
    <message>
        <source>Records for which this expression is TRUE</source>
        <translation>Datensätze, für die der Ausdruck TRUE ist</translation>
    </message>
    <message>
        <source>No expression over these columns: records that contain this text</source>
        <translation>Kein Ausdruck über diese Spalten: Datensätze, die den Text enthalten</translation>
    </message>
    <message>
        <source>Records</source>
        <translation>Datensätze</translation>
    </message>
    <message>
        <source>No run yet</source>
        <translation>Noch kein Lauf</translation>
    </message>
    <message>
        <source>Wire or table to look at</source>
        <translation>Leitung oder Tabelle, die gezeigt wird</translation>
    </message>
    <message>
        <source>Filter records</source>
        <translation>Datensätze filtern</translation>
    </message>
    <message>
        <source>Freeze</source>
        <translation>Einfrieren</translation>
    </message>
    <message>
        <source>Keep what is shown; the run goes on</source>
        <translation>Behalten, was gezeigt wird; der Lauf geht weiter</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Copy the selected records, or all, as a table (Ctrl+C)</source>
        <translation>Die gewählten Datensätze, oder alle, als Tabelle kopieren (Strg+C)</translation>
    </message>
    <message>
        <source>Table: %1</source>
        <translation>Tabelle: %1</translation>
    </message>
    <message numerus="yes">
        <source>%1 records so far</source>
        <translation>
            <numerusform>%1 Datensatz bisher</numerusform><numerusform>%1 Datensätze bisher</numerusform></translation>
    </message>
    <message>
        <source>Run the graph, then click a wire to see the last records on it.</source>
        <translation>Starten Sie den Graphen und klicken Sie auf eine Leitung, um die letzten Datensätze darauf zu sehen.</translation>
    </message>
    <message>
        <source>No record came by here.</source>
        <translation>Hier kam kein Datensatz vorbei.</translation>
    </message>
    <message>
        <source>No record has come by here yet.</source>
        <translation>Hier kam noch kein Datensatz vorbei.</translation>
    </message>
</context>
<context>
    <name>millrace::ui::PictureDialog</name>
    <message>
        <source>Export picture</source>
        <translation>Bild ausgeben</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Was</translation>
    </message>
    <message>
        <source>The whole graph</source>
        <translation>Der ganze Graph</translation>
    </message>
    <message>
        <source>What is selected</source>
        <translation>Was ausgewählt ist</translation>
    </message>
    <message>
        <source>Background</source>
        <translation>Hintergrund</translation>
    </message>
    <message>
        <source>As on the screen</source>
        <translation>Wie auf dem Bildschirm</translation>
    </message>
    <message>
        <source>Light, for print</source>
        <translation>Hell, zum Drucken</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Keiner</translation>
    </message>
    <message>
        <source>File (.svg, .png or .pdf)</source>
        <translation>Datei (.svg, .png oder .pdf)</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>Browse…</source>
        <translation>Durchsuchen…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Ausgeben</translation>
    </message>
    <message>
        <source>Pictures (*.svg *.png *.pdf);;SVG (*.svg);;PNG (*.png);;PDF (*.pdf)</source>
        <translation>Bilder (*.svg *.png *.pdf);;SVG (*.svg);;PNG (*.png);;PDF (*.pdf)</translation>
    </message>
</context>
<context>
    <name>millrace::ui::PinDialog</name>
    <message>
        <source>A test looks at the graph from outside: pin what goes into the subgraph or comes out of it.</source>
        <translation>Ein Test sieht den Graphen von außen: Halten Sie fest, was in den Teilgraphen geht oder aus ihm kommt.</translation>
    </message>
</context>
<context>
    <name>millrace::ui::PortLane</name>
    <message>
        <source>Every output is a port already</source>
        <translation>Jeder Ausgang ist schon ein Anschluss</translation>
    </message>
    <message>
        <source>Every input is a port already</source>
        <translation>Jeder Eingang ist schon ein Anschluss</translation>
    </message>
</context>
<context>
    <name>millrace::ui::ProblemsModel</name>
    <message>
        <source>Fix</source>
        <translation>Beheben</translation>
    </message>
    <message>
        <source>Problem</source>
        <translation>Problem</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>Wo</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>Code</translation>
    </message>
</context>
<context>
    <name>millrace::ui::ProblemsPanel</name>
    <message>
        <source>Problems</source>
        <translation>Probleme</translation>
    </message>
    <message>
        <source>No problems: the graph is ready to run.</source>
        <translation>Keine Probleme: der Graph ist bereit.</translation>
    </message>
    <message>
        <source>The graph is empty.</source>
        <translation>Der Graph ist leer.</translation>
    </message>
</context>
<context>
    <name>millrace::ui::QuickAdd</name>
    <message>
        <source>Add a node</source>
        <translation>Knoten hinzufügen</translation>
    </message>
    <message>
        <source>Kinds that take what leaves %1</source>
        <translation>Arten, die nehmen, was %1 verlässt</translation>
    </message>
    <message>
        <source>Kinds that can feed %1</source>
        <translation>Arten, die %1 speisen können</translation>
    </message>
    <message>
        <source>Enter places it here · Esc closes</source>
        <translation>Enter setzt ihn hierher · Esc schließt</translation>
    </message>
</context>
<context>
    <name>millrace::ui::RecordsModel</name>
    <message>
        <source> (event time)</source>
        <translation> (Ereigniszeit)</translation>
    </message>
</context>
<context>
    <name>millrace::ui::RunComparison</name>
    <message>
        <source>Compare two runs</source>
        <translation>Zwei Läufe vergleichen</translation>
    </message>
    <message>
        <source>%1 against %2</source>
        <translation>%1 gegen %2</translation>
    </message>
    <message>
        <source>Throughput</source>
        <translation>Durchsatz</translation>
    </message>
    <message>
        <source>records/s of all sources</source>
        <translation>Datensätze/s aller Quellen</translation>
    </message>
    <message>
        <source>Node</source>
        <translation>Knoten</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>Änderung</translation>
    </message>
    <message>
        <source>Figures of both runs</source>
        <translation>Zahlen beider Läufe</translation>
    </message>
    <message>
        <source>equal</source>
        <translation>gleich</translation>
    </message>
    <message>
        <source>Changes below %1 % are within what two equal runs differ by and stay grey.</source>
        <translation>Änderungen unter %1 % liegen in dem, worin sich zwei gleiche Läufe unterscheiden, und bleiben grau.</translation>
    </message>
</context>
<context>
    <name>millrace::ui::RunController</name>
    <message>
        <source>A run of a part of the graph takes over no changes.</source>
        <translation>Ein Lauf eines Teils des Graphen übernimmt keine Änderungen.</translation>
    </message>
    <message>
        <source>The graph has errors; the run goes on with what it had.</source>
        <translation>Der Graph hat Fehler; der Lauf geht weiter mit dem, was er hatte.</translation>
    </message>
</context>
<context>
    <name>millrace::ui::RunViews</name>
    <message>
        <source>%1 stays on the charts.</source>
        <translation>%1 bleibt auf den Diagrammen.</translation>
    </message>
    <message>
        <source>This chart has no line of %1.</source>
        <translation>Dieses Diagramm hat keine Linie von %1.</translation>
    </message>
    <message>
        <source>Take off the charts</source>
        <translation>Von den Diagrammen nehmen</translation>
    </message>
    <message>
        <source>Keep on the charts</source>
        <translation>Auf den Diagrammen behalten</translation>
    </message>
    <message>
        <source>Charts</source>
        <translation>Diagramme</translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation>Zeitachse</translation>
    </message>
    <message>
        <source>Peek</source>
        <translation>Einblick</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>Läufe</translation>
    </message>
    <message>
        <source>Metrics</source>
        <translation>Messwerte</translation>
    </message>
    <message>
        <source>The run history failed: %1</source>
        <translation>Der Verlauf der Läufe schlug fehl: %1</translation>
    </message>
    <message>
        <source>The run is %1.</source>
        <translation>Der Lauf ist %1.</translation>
    </message>
    <message>
        <source>Applied while running: %1</source>
        <translation>Während des Laufs übernommen: %1</translation>
    </message>
    <message>
        <source>Not applied yet: %1</source>
        <translation>Noch nicht übernommen: %1</translation>
    </message>
    <message>
        <source>Changes wait for the next run: %1</source>
        <translation>Änderungen warten auf den nächsten Lauf: %1</translation>
    </message>
    <message>
        <source>Written to %1: ui.perfetto.dev opens it.</source>
        <translation>Nach %1 geschrieben: ui.perfetto.dev öffnet es.</translation>
    </message>
    <message>
        <source>seed</source>
        <translation>Saat</translation>
    </message>
    <message>
        <source>A run is on: stop it before you look at an old one.</source>
        <translation>Ein Lauf ist im Gange: halten Sie ihn an, bevor Sie einen alten ansehen.</translation>
    </message>
    <message>
        <source>Nothing was measured in that run.</source>
        <translation>In diesem Lauf wurde nichts gemessen.</translation>
    </message>
    <message>
        <source>The run ends behind one more checkpoint. “Stop” once more ends it at once.</source>
        <translation>Der Lauf endet hinter noch einem Checkpoint. Noch einmal „Anhalten“ beendet ihn sofort.</translation>
    </message>
    <message>
        <source>Stopping behind a checkpoint</source>
        <translation>Hält hinter einem Checkpoint</translation>
    </message>
</context>
<context>
    <name>millrace::ui::RunsPage</name>
    <message>
        <source>Run again</source>
        <translation>Wiederholen</translation>
    </message>
    <message>
        <source>Run this graph again with the same parameters and the same seed</source>
        <translation>Diesen Graphen mit denselben Parametern und demselben Startwert wieder laufen lassen</translation>
    </message>
    <message>
        <source>Compare on canvas</source>
        <translation>Auf der Fläche vergleichen</translation>
    </message>
    <message>
        <source>What differs between two selected runs, on the cards</source>
        <translation>Was sich zwischen zwei gewählten Läufen unterscheidet, auf den Karten</translation>
    </message>
    <message>
        <source>Compare the selected runs on the canvas</source>
        <translation>Die gewählten Läufe auf der Zeichenfläche vergleichen</translation>
    </message>
    <message>
        <source>Run the graph: every run is kept here, to look at again and to compare.</source>
        <translation>Starten Sie den Graphen: jeder Lauf wird hier aufbewahrt, zum Ansehen und Vergleichen.</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Look at this run as it was (Enter)</source>
        <translation>Diesen Lauf ansehen, wie er war (Enter)</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>Vergleichen</translation>
    </message>
    <message>
        <source>Compare two selected runs</source>
        <translation>Zwei gewählte Läufe vergleichen</translation>
    </message>
    <message>
        <source>Restore graph</source>
        <translation>Graph wiederherstellen</translation>
    </message>
    <message>
        <source>Open the graph as it was run, as a new document</source>
        <translation>Den Graphen, wie er lief, als neues Dokument öffnen</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>Remove the selected runs from the history (Del)</source>
        <translation>Die gewählten Läufe aus dem Verlauf entfernen (Entf)</translation>
    </message>
    <message>
        <source>Started</source>
        <translation>Begonnen</translation>
    </message>
    <message>
        <source>Graph</source>
        <translation>Graph</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Duration</source>
        <translation>Dauer</translation>
    </message>
    <message>
        <source>Records</source>
        <translation>Datensätze</translation>
    </message>
    <message>
        <source>Rate</source>
        <translation>Rate</translation>
    </message>
    <message>
        <source>p99</source>
        <translation>p99</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Saat</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>Läufe</translation>
    </message>
    <message>
        <source>failed, simulated</source>
        <translation>failed, simuliert</translation>
    </message>
    <message>
        <source>simulated</source>
        <translation>simuliert</translation>
    </message>
</context>
<context>
    <name>millrace::ui::SelectionCommands</name>
    <message>
        <source>Sources and sinks have no way through to bypass; D disables them.</source>
        <translation>Quellen und Senken haben keinen Durchgang zum Überbrücken; D schaltet sie ab.</translation>
    </message>
</context>
<context>
    <name>millrace::ui::SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>General</source>
        <translation>Allgemein</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>High contrast</source>
        <translation>Hoher Kontrast</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>Farben</translation>
    </message>
    <message>
        <source>As the system says</source>
        <translation>Wie das System</translation>
    </message>
    <message>
        <source>Language and size change with the next start of the program.</source>
        <translation>Sprache und Größe ändern sich mit dem nächsten Start des Programms.</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>Size of text and controls</source>
        <translation>Größe von Text und Bedienung</translation>
    </message>
    <message>
        <source>Reduce motion</source>
        <translation>Weniger Bewegung</translation>
    </message>
    <message>
        <source>Nothing slides or fades, and the text cursor does not blink.</source>
        <translation>Nichts gleitet oder blendet, und die Schreibmarke blinkt nicht.</translation>
    </message>
</context>
<context>
    <name>millrace::ui::ShortcutsPage</name>
    <message>
        <source>Search commands or keys</source>
        <translation>Befehle oder Tasten suchen</translation>
    </message>
    <message>
        <source>Assign</source>
        <translation>Zuweisen</translation>
    </message>
    <message>
        <source>No keys</source>
        <translation>Keine Tasten</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>Zurücksetzen</translation>
    </message>
    <message>
        <source>Reset all</source>
        <translation>Alle zurücksetzen</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>Befehl</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>Commands and their keys</source>
        <translation>Befehle und ihre Tasten</translation>
    </message>
    <message>
        <source>New keys</source>
        <translation>Neue Tasten</translation>
    </message>
    <message>
        <source>Changed. Before: %1</source>
        <translation>Geändert. Vorher: %1</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>Keys for “%1”</source>
        <translation>Tasten für „%1“</translation>
    </message>
    <message>
        <source>%1 belongs to “%2”. Assign takes it away there.</source>
        <translation>%1 gehört zu „%2“. Zuweisen nimmt es dort weg.</translation>
    </message>
</context>
<context>
    <name>millrace::ui::ShownBody</name>
    <message>
        <source>Inside: %1</source>
        <translation>Darin: %1</translation>
    </message>
</context>
<context>
    <name>millrace::ui::SimulateSwitch</name>
    <message>
        <source>Simulate</source>
        <translation>Simulieren</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>Starten</translation>
    </message>
</context>
<context>
    <name>millrace::ui::SimulationViews</name>
    <message>
        <source>Halt virtual time (Ctrl+F7)</source>
        <translation>Virtuelle Zeit anhalten (Strg+F7)</translation>
    </message>
    <message>
        <source>Let virtual time go on (Ctrl+F7)</source>
        <translation>Virtuelle Zeit weiterlaufen lassen (Strg+F7)</translation>
    </message>
    <message>
        <source>Simulating again</source>
        <translation>Wiederholung</translation>
    </message>
    <message>
        <source>Simulating</source>
        <translation>Simuliert</translation>
    </message>
    <message>
        <source>Simulation halted</source>
        <translation>Simulation angehalten</translation>
    </message>
    <message>
        <source>Simulated</source>
        <translation>Simulation beendet</translation>
    </message>
    <message>
        <source>Halted at %1: %2</source>
        <translation>Angehalten bei %1: %2</translation>
    </message>
    <message>
        <source>Looking for it…</source>
        <translation>Wird gesucht…</translation>
    </message>
    <message>
        <source>At %1</source>
        <translation>Bei %1</translation>
    </message>
    <message>
        <source>It never comes true.</source>
        <translation>Es tritt nie ein.</translation>
    </message>
    <message>
        <source>Change something, with the same random numbers</source>
        <translation>Etwas ändern, mit denselben Zufallszahlen</translation>
    </message>
    <message>
        <source>Change nothing, with other random numbers</source>
        <translation>Nichts ändern, mit anderen Zufallszahlen</translation>
    </message>
    <message>
        <source>A second future: play on to see it.</source>
        <translation>Eine zweite Zukunft: weiterspielen, um sie zu sehen.</translation>
    </message>
    <message>
        <source>A second future: change a parameter, or the cores, and play on.</source>
        <translation>Eine zweite Zukunft: einen Parameter oder die Kerne ändern und weiterspielen.</translation>
    </message>
</context>
<context>
    <name>millrace::ui::StudioGuides</name>
    <message>
        <source>Settings of the node</source>
        <translation>Einstellungen des Knotens</translation>
    </message>
    <message>
        <source>first-pipeline</source>
        <translation>erste-pipeline</translation>
    </message>
</context>
<context>
    <name>millrace::ui::SubgraphCommands</name>
    <message>
        <source>Subgraph</source>
        <translation>Teilgraph</translation>
    </message>
    <message>
        <source>Subgraph %1</source>
        <translation>Teilgraph %1</translation>
    </message>
</context>
<context>
    <name>millrace::ui::SubgraphPage</name>
    <message>
        <source>Title of this instance (F2)</source>
        <translation>Titel dieses Exemplars (F2)</translation>
    </message>
    <message>
        <source>What it does, for those who come after (Markdown)</source>
        <translation>Was er tut, für die, die nach Ihnen kommen (Markdown)</translation>
    </message>
    <message>
        <source>Title of the subgraph</source>
        <translation>Titel des Teilgraphen</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>Notizen</translation>
    </message>
    <message>
        <source>Outputs</source>
        <translation>Ausgänge</translation>
    </message>
    <message>
        <source>Inputs</source>
        <translation>Eingänge</translation>
    </message>
    <message>
        <source>Subgraph · %1</source>
        <translation>Teilgraph · %1</translation>
    </message>
    <message>
        <source>The only instance: what is changed inside is changed here.</source>
        <translation>Das einzige Exemplar: was innen geändert wird, ändert sich hier.</translation>
    </message>
    <message>
        <source>%1 instances: what is changed inside changes in all of them.</source>
        <translation>%1 Exemplare: was innen geändert wird, ändert sich in allen.</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Keiner</translation>
    </message>
    <message>
        <source>Name of the port</source>
        <translation>Name des Anschlusses</translation>
    </message>
    <message>
        <source>Remove the port, with its wires</source>
        <translation>Den Anschluss mit seinen Leitungen entfernen</translation>
    </message>
    <message>
        <source>Set for this instance alone</source>
        <translation>Nur für dieses Exemplar gesetzt</translation>
    </message>
    <message>
        <source>Forget it: as in the subgraph</source>
        <translation>Vergessen: wie im Teilgraphen</translation>
    </message>
</context>
<context>
    <name>millrace::ui::SwitchEditor</name>
    <message>
        <source>yes</source>
        <translation>ja</translation>
    </message>
    <message>
        <source>no</source>
        <translation>nein</translation>
    </message>
</context>
<context>
    <name>millrace::ui::TestsPage</name>
    <message>
        <source>New…</source>
        <translation>Neu…</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Umbenennen</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>Make a test of what the sources sent in the last run and what came by at a wire</source>
        <translation>Aus dem, was die Quellen im letzten Lauf sandten und was an einer Leitung vorbeikam, einen Test machen</translation>
    </message>
    <message>
        <source>Give the chosen test another name (F2)</source>
        <translation>Dem gewählten Test einen anderen Namen geben (F2)</translation>
    </message>
    <message>
        <source>Take the chosen test out of the graph (Del)</source>
        <translation>Den gewählten Test aus dem Graphen nehmen (Entf)</translation>
    </message>
</context>
<context>
    <name>millrace::ui::TimeBar</name>
    <message>
        <source>as fast as it goes</source>
        <translation>so schnell es geht</translation>
    </message>
    <message>
        <source>Instant of the simulation that is shown</source>
        <translation>Gezeigter Augenblick der Simulation</translation>
    </message>
    <message>
        <source>The instant that canvas, charts, queues and timeline show: drag to go there</source>
        <translation>Der Augenblick, den Zeichenfläche, Diagramme, Warteschlangen und Zeitleiste zeigen: ziehen, um hinzugehen</translation>
    </message>
    <message>
        <source>Virtual time: minutes, seconds and microseconds since the simulation began</source>
        <translation>Virtuelle Zeit: Minuten, Sekunden und Mikrosekunden seit Beginn der Simulation</translation>
    </message>
    <message>
        <source>Speed of virtual time</source>
        <translation>Geschwindigkeit der virtuellen Zeit</translation>
    </message>
    <message>
        <source>Virtual seconds per second. Slow enough, records are seen on the wires.</source>
        <translation>Virtuelle Sekunden je Sekunde. Langsam genug sieht man die Datensätze auf den Leitungen.</translation>
    </message>
    <message>
        <source>As fast as it goes</source>
        <translation>So schnell es geht</translation>
    </message>
    <message>
        <source>Precision of the forecast</source>
        <translation>Genauigkeit der Vorhersage</translation>
    </message>
    <message>
        <source>How sure the forecast beside it is to be: the graph is simulated until the means are known within so much with 95 %, and quantiles within 2.5 times as much.</source>
        <translation>Wie sicher die Vorhersage daneben sein soll: Der Graph wird simuliert, bis die Mittelwerte mit 95 % auf so viel bekannt sind, und Quantile auf das 2,5-Fache.</translation>
    </message>
</context>
<context>
    <name>millrace::ui::TimelinePage</name>
    <message>
        <source>The timeline follows the run (F)</source>
        <translation>Die Zeitachse folgt dem Lauf (F)</translation>
    </message>
    <message>
        <source>Follow the run again (F)</source>
        <translation>Dem Lauf wieder folgen (F)</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>Alles zeigen</translation>
    </message>
    <message>
        <source>Everything the flight recorder holds (Ctrl+0).&lt;br&gt;The wheel zooms, dragging moves, a click chooses the nodes of a bar.</source>
        <translation>Alles, was der Flugschreiber hält (Strg+0).&lt;br&gt;Das Rad zoomt, Ziehen verschiebt, ein Klick wählt die Knoten eines Balkens.</translation>
    </message>
    <message>
        <source>Export for Perfetto…</source>
        <translation>Für Perfetto ausgeben…</translation>
    </message>
    <message>
        <source>Write the timeline to a file that ui.perfetto.dev and chrome://tracing open</source>
        <translation>Die Zeitachse in eine Datei schreiben, die ui.perfetto.dev und chrome://tracing öffnen</translation>
    </message>
    <message>
        <source>Nothing recorded yet</source>
        <translation>Noch nichts aufgezeichnet</translation>
    </message>
    <message>
        <source>The workers of this run have not begun.</source>
        <translation>Die Arbeiter dieses Laufs haben noch nicht begonnen.</translation>
    </message>
    <message>
        <source>No run yet</source>
        <translation>Noch kein Lauf</translation>
    </message>
    <message>
        <source>Run the graph (F5): every worker gets a lane here that shows what it does and what it waits for.</source>
        <translation>Starten Sie den Graphen (F5): jeder Arbeiter bekommt hier eine Spur, die zeigt, was er tut und worauf er wartet.</translation>
    </message>
    <message>
        <source>Export for Perfetto</source>
        <translation>Für Perfetto ausgeben</translation>
    </message>
    <message>
        <source>Trace files (*.json)</source>
        <translation>Ablaufdateien (*.json)</translation>
    </message>
    <message>
        <source>MR7060: %1 could not be written: %2</source>
        <translation>MR7060: %1 konnte nicht geschrieben werden: %2</translation>
    </message>
</context>
<context>
    <name>millrace::ui::TimelineView</name>
    <message>
        <source>from %1</source>
        <translation>von %1</translation>
    </message>
    <message>
        <source>Timeline: what each worker did</source>
        <translation>Zeitachse: was jeder Arbeiter tat</translation>
    </message>
</context>
<context>
    <name>millrace::ui::TopBar</name>
    <message>
        <source>Millrace</source>
        <translation>Millrace</translation>
    </message>
    <message>
        <source>Menu</source>
        <translation>Menü</translation>
    </message>
    <message>
        <source>Find or run a command</source>
        <translation>Suchen oder Befehl ausführen</translation>
    </message>
    <message>
        <source>%1
has unsaved changes</source>
        <translation>%1
hat ungesicherte Änderungen</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>Starten</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>Startet</translation>
    </message>
    <message>
        <source>Draining</source>
        <translation>Läuft aus</translation>
    </message>
    <message>
        <source>Stopping</source>
        <translation>Hält an</translation>
    </message>
    <message>
        <source>Run the graph for real (F7 changes over)</source>
        <translation>Den Graphen wirklich laufen lassen (F7 schaltet um)</translation>
    </message>
    <message>
        <source>Simulate</source>
        <translation>Simulieren</translation>
    </message>
    <message>
        <source>Cores of the machine that is simulated</source>
        <translation>Kerne der simulierten Maschine</translation>
    </message>
    <message>
        <source>1 core</source>
        <translation>1 Kern</translation>
    </message>
    <message>
        <source>%1 cores</source>
        <translation>%1 Kerne</translation>
    </message>
    <message>
        <source>Another number…</source>
        <translation>Andere Zahl…</translation>
    </message>
    <message>
        <source>Cores</source>
        <translation>Kerne</translation>
    </message>
    <message>
        <source>Effective cores of the machine, such as 3.5:</source>
        <translation>Wirksame Kerne der Maschine, etwa 3,5:</translation>
    </message>
</context>
<context>
    <name>millrace::ui::Tour</name>
    <message>
        <source>That is all it takes</source>
        <translation>Mehr braucht es nicht</translation>
    </message>
    <message>
        <source>Your pipeline ran. Slide the numbers marked &lt;i&gt;applies now&lt;/i&gt; while it runs, open &lt;i&gt;Charts&lt;/i&gt; and &lt;i&gt;Timeline&lt;/i&gt;, or press &lt;b&gt;F1&lt;/b&gt; for the help of every node.</source>
        <translation>Ihre Pipeline lief. Verschieben Sie die Zahlen, bei denen &lt;i&gt;gilt sofort&lt;/i&gt; steht, während sie läuft, öffnen Sie &lt;i&gt;Diagramme&lt;/i&gt; und &lt;i&gt;Zeitachse&lt;/i&gt;, oder drücken Sie &lt;b&gt;F1&lt;/b&gt; für die Hilfe zu jedem Knoten.</translation>
    </message>
</context>
<context>
    <name>millrace::ui::TourCard</name>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>Leave the tour</source>
        <translation>Rundgang verlassen</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Fertig</translation>
    </message>
</context>
<context>
    <name>millrace::ui::WelcomePage</name>
    <message>
        <source>Welcome</source>
        <translation>Willkommen</translation>
    </message>
    <message>
        <source>Welcome to Millrace</source>
        <translation>Willkommen bei Millrace</translation>
    </message>
    <message>
        <source>Draw a pipeline, run it for real, and watch where it waits.</source>
        <translation>Zeichnen Sie eine Pipeline, lassen Sie sie wirklich laufen, und sehen Sie, wo sie wartet.</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Beginnen</translation>
    </message>
    <message>
        <source>Take the tour: build a first pipeline</source>
        <translation>Rundgang: eine erste Pipeline bauen</translation>
    </message>
    <message>
        <source>New graph</source>
        <translation>Neuer Graph</translation>
    </message>
    <message>
        <source>Open a file…</source>
        <translation>Datei öffnen…</translation>
    </message>
    <message>
        <source>Recent</source>
        <translation>Zuletzt geöffnet</translation>
    </message>
    <message>
        <source>Examples that run</source>
        <translation>Beispiele, die laufen</translation>
    </message>
    <message>
        <source>Templates</source>
        <translation>Vorlagen</translation>
    </message>
    <message>
        <source>None yet</source>
        <translation>Noch keine</translation>
    </message>
</context>
<context>
    <name>millrace::ui::WhyCard</name>
    <message>
        <source>Show its settings</source>
        <translation>Seine Einstellungen zeigen</translation>
    </message>
    <message>
        <source>Why is it slow?</source>
        <translation>Warum ist es langsam?</translation>
    </message>
    <message>
        <source>Hide</source>
        <translation>Verbergen</translation>
    </message>
    <message>
        <source>Less</source>
        <translation>Weniger</translation>
    </message>
    <message>
        <source>Numbers</source>
        <translation>Zahlen</translation>
    </message>
    <message>
        <source>What helps most: %1.</source>
        <translation>Am meisten hilft: %1.</translation>
    </message>
    <message>
        <source>Why?</source>
        <translation>Warum?</translation>
    </message>
    <message>
        <source>%1 limits the run</source>
        <translation>%1 begrenzt den Lauf</translation>
    </message>
</context>
<context>
    <name>millrace::ui::WindowActions</name>
    <message>
        <source>Write nothing outside: buffers take the places of the sinks (Ctrl+F5)</source>
        <translation>Nichts nach außen schreiben: Puffer stehen an der Stelle der Senken (Ctrl+F5)</translation>
    </message>
    <message>
        <source>Light theme</source>
        <translation>Helle Farben</translation>
    </message>
    <message>
        <source>High contrast theme</source>
        <translation>Farben mit hohem Kontrast</translation>
    </message>
    <message>
        <source>Dark theme</source>
        <translation>Dunkle Farben</translation>
    </message>
</context>
<context>
    <name>millrace::ui::WireDrag</name>
    <message>
        <source> · %1 more</source>
        <translation> · %1 weitere</translation>
    </message>
    <message>
        <source>It sends no records</source>
        <translation>Er sendet keine Datensätze</translation>
    </message>
    <message>
        <source>It takes no records</source>
        <translation>Er nimmt keine Datensätze</translation>
    </message>
    <message>
        <source>Choose one of its ports</source>
        <translation>Einen seiner Anschlüsse wählen</translation>
    </message>
    <message>
        <source>%1 wires</source>
        <translation>%1 Leitungen</translation>
    </message>
</context>
<context>
    <name>millrace::ui::WireFits</name>
    <message>
        <source>The columns differ: %1 is missing</source>
        <translation>Die Spalten unterscheiden sich: %1 fehlt</translation>
    </message>
    <message>
        <source>The columns differ: %1 is %2, not %3</source>
        <translation>Die Spalten unterscheiden sich: %1 ist %2, nicht %3</translation>
    </message>
    <message>
        <source>The columns differ: %1 is one more</source>
        <translation>Die Spalten unterscheiden sich: %1 ist zu viel</translation>
    </message>
    <message>
        <source>The columns differ in order or event time</source>
        <translation>Die Spalten unterscheiden sich in Reihenfolge oder Ereigniszeit</translation>
    </message>
    <message>
        <source>Two outputs</source>
        <translation>Zwei Ausgänge</translation>
    </message>
    <message>
        <source>Two inputs</source>
        <translation>Zwei Eingänge</translation>
    </message>
    <message>
        <source>The same node</source>
        <translation>Derselbe Knoten</translation>
    </message>
    <message>
        <source>This would close a loop without a queue</source>
        <translation>Das schlösse einen Kreis ohne Warteschlange</translation>
    </message>
    <message>
        <source>Connected already</source>
        <translation>Schon verbunden</translation>
    </message>
    <message>
        <source>Converts %1</source>
        <translation>Wandelt %1 um</translation>
    </message>
</context>
<context>
    <name>millrace::ui::WirePage</name>
    <message>
        <source>Columns on this wire</source>
        <translation>Spalten auf dieser Leitung</translation>
    </message>
    <message>
        <source>Fused: a direct call inside one task, so there is no queue. A setting above gives it one.</source>
        <translation>Verschmolzen: ein direkter Aufruf in einer Aufgabe, also ohne Warteschlange. Eine Einstellung oben gibt ihr eine.</translation>
    </message>
    <message numerus="yes">
        <source>Queue of %1 records, %2 when full, %3.</source>
        <translation>
            <numerusform>Warteschlange für %1 Datensatz, %2 wenn voll, %3.</numerusform><numerusform>Warteschlange für %1 Datensätze, %2 wenn voll, %3.</numerusform></translation>
    </message>
    <message>
        <source>not known yet</source>
        <translation>noch nicht bekannt</translation>
    </message>
    <message>
        <source> · event time</source>
        <translation> · Ereigniszeit</translation>
    </message>
</context>
<context>
    <name>millrace::ui::BreakpointDialog</name>
    <message>
        <source>On</source>
        <translation>An</translation>
    </message>
    <message>
        <source>Set</source>
        <translation>Setzen</translation>
    </message>
    <message>
        <source>Breakpoint</source>
        <translation>Haltepunkt</translation>
    </message>
    <message>
        <source>every record</source>
        <translation>jeder Datensatz</translation>
    </message>
    <message>
        <source>Condition</source>
        <translation>Bedingung</translation>
    </message>
    <message>
        <source>Hold the wire</source>
        <translation>Die Verbindung anhalten</translation>
    </message>
    <message>
        <source>Only log the record</source>
        <translation>Den Datensatz nur protokollieren</translation>
    </message>
    <message>
        <source>Pause the run when it fills</source>
        <translation>Den Lauf anhalten, wenn sie sich füllt</translation>
    </message>
    <message>
        <source>What it does</source>
        <translation>Was er tut</translation>
    </message>
    <message>
        <source>At records with</source>
        <translation>Bei Datensätzen mit</translation>
    </message>
    <message>
        <source>At every so many of them (1 = each)</source>
        <translation>Bei jedem wievielten (1 = jedem)</translation>
    </message>
    <message>
        <source>When more records wait on the wire than</source>
        <translation>Wenn mehr Datensätze warten als</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
</context>
<context>
    <name>millrace::ui::CanvasComparison</name>
    <message>
        <source>only in the earlier: &lt;b&gt;%1&lt;/b&gt;</source>
        <translation>nur im früheren: &lt;b&gt;%1&lt;/b&gt;</translation>
    </message>
    <message>
        <source>All figures</source>
        <translation>Alle Zahlen</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message numerus="yes">
        <source>%n new wires</source>
        <translation>
            <numerusform>%n neue Verbindung</numerusform><numerusform>%n neue Verbindungen</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n wires gone</source>
        <translation>
            <numerusform>%n Verbindung weniger</numerusform><numerusform>%n Verbindungen weniger</numerusform></translation>
    </message>
    <message>
        <source>&lt;b&gt;%1&lt;/b&gt; against &lt;b&gt;%2&lt;/b&gt;</source>
        <translation>&lt;b&gt;%1&lt;/b&gt; gegenüber &lt;b&gt;%2&lt;/b&gt;</translation>
    </message>
    <message>
        <source>What changed from the earlier run to the later one. A difference within what a run varies by itself is not shown.</source>
        <translation>Was sich vom früheren zum späteren Lauf änderte. Ein Unterschied, um den ein Lauf von selbst schwankt, wird nicht gezeigt.</translation>
    </message>
</context>
<context>
    <name>millrace::ui::CompareCommands</name>
    <message>
        <source>Compare with saved</source>
        <translation>Mit dem gespeicherten vergleichen</translation>
    </message>
    <message>
        <source>Compare with file…</source>
        <translation>Mit Datei vergleichen…</translation>
    </message>
    <message>
        <source>Compare with</source>
        <translation>Vergleichen mit</translation>
    </message>
    <message>
        <source>Graphs (*.mill);;All files (*)</source>
        <translation>Graphen (*.mill);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>%1 cannot be read: %2</source>
        <translation>%1 ist nicht lesbar: %2</translation>
    </message>
    <message>
        <source>%1 as saved</source>
        <translation>%1, wie gespeichert</translation>
    </message>
</context>
<context>
    <name>millrace::ui::DebugViews</name>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message numerus="yes">
        <source>Paused: %1 records wait at %2</source>
        <translation>
            <numerusform>Angehalten: %1 Datensatz wartet an %2</numerusform><numerusform>Angehalten: %1 Datensätze warten an %2</numerusform></translation>
    </message>
    <message>
        <source>Held at %1: %2</source>
        <translation>Gehalten an %1: %2</translation>
    </message>
    <message>
        <source>Injected: %1</source>
        <translation>Eingespeist: %1</translation>
    </message>
    <message>
        <source>Turn the breakpoint off</source>
        <translation>Haltepunkt ausschalten</translation>
    </message>
    <message>
        <source>Turn the breakpoint on</source>
        <translation>Haltepunkt einschalten</translation>
    </message>
    <message>
        <source>record %1</source>
        <translation>Datensatz %1</translation>
    </message>
</context>
<context>
    <name>millrace::ui::GraphCompareCanvas</name>
    <message>
        <source>The two graphs over each other</source>
        <translation>Die zwei Graphen übereinander</translation>
    </message>
    <message>
        <source>Before: B goes on</source>
        <translation>Vorher: B geht weiter</translation>
    </message>
    <message>
        <source>After: B goes on</source>
        <translation>Nachher: B geht weiter</translation>
    </message>
    <message>
        <source>+ added   − removed   ≠ changed   A renamed   ↔ moved</source>
        <translation>+ neu   − entfernt   ≠ geändert   A umbenannt   ↔ verschoben</translation>
    </message>
</context>
<context>
    <name>millrace::ui::GraphCompareDialog</name>
    <message>
        <source>+ added</source>
        <translation>+ neu</translation>
    </message>
    <message>
        <source>− removed</source>
        <translation>− entfernt</translation>
    </message>
    <message>
        <source>A renamed</source>
        <translation>A umbenannt</translation>
    </message>
    <message>
        <source>↔ moved</source>
        <translation>↔ verschoben</translation>
    </message>
    <message>
        <source>≠ changed</source>
        <translation>≠ geändert</translation>
    </message>
    <message>
        <source>Show moves</source>
        <translation>Verschobenes zeigen</translation>
    </message>
    <message>
        <source>%1 compared with %2</source>
        <translation>%1 verglichen mit %2</translation>
    </message>
    <message>
        <source>Changes</source>
        <translation>Änderungen</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>Änderung</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Was</translation>
    </message>
    <message>
        <source>Blink (B)</source>
        <translation>Wechseln (B)</translation>
    </message>
    <message>
        <source>Show before, after, both in turn</source>
        <translation>Vorher, nachher und beides im Wechsel zeigen</translation>
    </message>
    <message>
        <source>%1 and %2 mean the same.</source>
        <translation>%1 und %2 bedeuten dasselbe.</translation>
    </message>
    <message numerus="yes">
        <source>%n changes from %1 to %2</source>
        <translation>
            <numerusform>%n Änderung von %1 zu %2</numerusform><numerusform>%n Änderungen von %1 zu %2</numerusform></translation>
    </message>
</context>
<context>
    <name>millrace::ui::HeldBanner</name>
    <message numerus="yes">
        <source>Held at &lt;a href='wire' style='color:%1; text-decoration:none'&gt;&lt;b&gt;%2&lt;/b&gt;&lt;/a&gt;, stop %3; %4 records wait on the wire, none is lost.</source>
        <translation>
            <numerusform>Gehalten an &lt;a href='wire' style='color:%1; text-decoration:none'&gt;&lt;b&gt;%2&lt;/b&gt;&lt;/a&gt;, Halt %3; %4 Datensatz wartet dort, keiner geht verloren.</numerusform><numerusform>Gehalten an &lt;a href='wire' style='color:%1; text-decoration:none'&gt;&lt;b&gt;%2&lt;/b&gt;&lt;/a&gt;, Halt %3; %4 Datensätze warten dort, keiner geht verloren.</numerusform></translation>
    </message>
    <message numerus="yes">
        <source> %n more wires are held.</source>
        <translation>
            <numerusform> %n weitere Leitung wird gehalten.</numerusform><numerusform> %n weitere Leitungen werden gehalten.</numerusform></translation>
    </message>
</context>
<context>
    <name>millrace::ui::InjectDialog</name>
    <message>
        <source>Inject</source>
        <translation>Einspeisen</translation>
    </message>
    <message>
        <source>Inject a record</source>
        <translation>Datensatz einspeisen</translation>
    </message>
    <message>
        <source>Into %1</source>
        <translation>In %1</translation>
    </message>
    <message>
        <source>Port</source>
        <translation>Anschluss</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>The run has ended: start it again to inject records.</source>
        <translation>Der Lauf ist zu Ende: starten Sie ihn wieder, um Datensätze einzuspeisen.</translation>
    </message>
    <message>
        <source>Input %1</source>
        <translation>Eingang %1</translation>
    </message>
    <message>
        <source>Out of %1</source>
        <translation>Aus %1</translation>
    </message>
    <message>
        <source>Correct a rejected record</source>
        <translation>Zurückgewiesenen Datensatz berichtigen</translation>
    </message>
    <message>
        <source>Rejected: %1</source>
        <translation>Zurückgewiesen: %1</translation>
    </message>
    <message numerus="yes">
        <source>%n records injected.</source>
        <translation>
            <numerusform>%n Datensatz eingespeist.</numerusform><numerusform>%n Datensätze eingespeist.</numerusform></translation>
    </message>
</context>
<context>
    <name>millrace::ui::PartialRun</name>
    <message>
        <source>Not run: %1</source>
        <translation>Nicht gestartet: %1</translation>
    </message>
    <message>
        <source>&lt;b&gt;Part of the graph&lt;/b&gt;: run up to &lt;b&gt;%1&lt;/b&gt;; nothing behind it runs.</source>
        <translation>&lt;b&gt;Teil des Graphen&lt;/b&gt;: läuft bis &lt;b&gt;%1&lt;/b&gt;; nichts dahinter läuft.</translation>
    </message>
    <message>
        <source>Hide</source>
        <translation>Ausblenden</translation>
    </message>
    <message>
        <source>Run up to here</source>
        <translation>Bis hierher laufen lassen</translation>
    </message>
</context>
<context>
    <name>millrace::ui::PendingChanges</name>
    <message>
        <source>&lt;b&gt;Changes are pending&lt;/b&gt;: the run goes on with older values. %1</source>
        <translation>&lt;b&gt;Änderungen warten&lt;/b&gt;: der Lauf geht mit älteren Werten weiter. %1</translation>
    </message>
    <message>
        <source>Apply by restart</source>
        <translation>Mit Neustart anwenden</translation>
    </message>
    <message>
        <source>Stops this run and starts the graph as it is now</source>
        <translation>Hält diesen Lauf an und startet den Graphen, wie er jetzt ist</translation>
    </message>
</context>
<context>
    <name>millrace::ui::PinDialog</name>
    <message>
        <source>A test looks at the graph from outside: pin what goes into the subgraph or comes out of it.</source>
        <translation>Ein Test sieht den Graphen von außen: Halten Sie fest, was in den Teilgraphen geht oder aus ihm kommt.</translation>
    </message>
</context>
<context>
    <name>millrace::ui::RecordForm</name>
    <message>
        <source> · event time</source>
        <translation> · Ereigniszeit</translation>
    </message>
    <message>
        <source>Empty is NULL; &quot;&quot; is the empty text</source>
        <translation>Leer ist NULL; &quot;&quot; ist der leere Text</translation>
    </message>
    <message>
        <source>Values of this type are taken over as NULL</source>
        <translation>Werte dieses Typs werden als NULL übernommen</translation>
    </message>
</context>
<context>
    <name>millrace::ui::RejectedPage</name>
    <message>
        <source>Correct…</source>
        <translation>Berichtigen…</translation>
    </message>
    <message>
        <source>Change the selected record and put it in again</source>
        <translation>Den gewählten Datensatz ändern und wieder einspeisen</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal</translation>
    </message>
    <message>
        <source>Put the selected records, or all shown, into their node again as they came</source>
        <translation>Die gewählten Datensätze oder alle gezeigten unverändert wieder einspeisen</translation>
    </message>
    <message>
        <source>Keep them</source>
        <translation>Aufbewahren</translation>
    </message>
    <message>
        <source>Nothing is connected to this port, so what it rejects is only counted: add a table for it</source>
        <translation>An diesem Anschluss hängt nichts, darum wird nur gezählt: eine Tabelle dafür anlegen</translation>
    </message>
    <message>
        <source>Node</source>
        <translation>Knoten</translation>
    </message>
    <message>
        <source>Rejected</source>
        <translation>Zurückgewiesen</translation>
    </message>
    <message>
        <source>Nodes that rejected records</source>
        <translation>Knoten, die Datensätze zurückgewiesen haben</translation>
    </message>
    <message>
        <source>Rejected records</source>
        <translation>Zurückgewiesene Datensätze</translation>
    </message>
    <message>
        <source>No record has been rejected.</source>
        <translation>Kein Datensatz wurde zurückgewiesen.</translation>
    </message>
    <message>
        <source>Records that a node cannot use are listed here, once a run has some.</source>
        <translation>Hier stehen Datensätze, die ein Knoten nicht brauchen kann, sobald ein Lauf welche hat.</translation>
    </message>
    <message>
        <source>Nothing is connected to the port `rejected` of this node: its records are counted, not kept. “Keep them” adds a table for the next run.</source>
        <translation>Am Anschluss `rejected` dieses Knotens hängt nichts: seine Datensätze werden gezählt, nicht behalten. „Aufbewahren“ legt für den nächsten Lauf eine Tabelle an.</translation>
    </message>
    <message>
        <source>They have not come by yet.</source>
        <translation>Sie sind noch nicht vorbeigekommen.</translation>
    </message>
    <message>
        <source>%1 of %2 records tried again</source>
        <translation>%1 von %2 Datensätzen noch einmal versucht</translation>
    </message>
    <message>
        <source>; the others cannot be: %1</source>
        <translation>; die anderen gehen nicht: %1</translation>
    </message>
    <message>
        <source>Rejected by %1</source>
        <translation>Zurückgewiesen von %1</translation>
    </message>
</context>
<context>
    <name>millrace::ui::RejectedViews</name>
    <message>
        <source>Rejected</source>
        <translation>Zurückgewiesen</translation>
    </message>
    <message>
        <source>Rejected records (%1)</source>
        <translation>Zurückgewiesene Datensätze (%1)</translation>
    </message>
</context>
<context>
    <name>millrace::ui::RunAgain</name>
    <message>
        <source>A run is on: stop it before you start another one.</source>
        <translation>Ein Lauf ist im Gang: halten Sie ihn an, bevor Sie einen anderen starten.</translation>
    </message>
</context>
<context>
    <name>millrace::ui::RunBreakpoints</name>
    <message numerus="yes">
        <source>… %n more records</source>
        <translation>
            <numerusform>… %n weiterer Datensatz</numerusform><numerusform>… %n weitere Datensätze</numerusform></translation>
    </message>
</context>
<context>
    <name>millrace::ui::SafeBanner</name>
    <message>
        <source>Write again</source>
        <translation>Wieder schreiben</translation>
    </message>
    <message>
        <source>Runs write their results again, from the next one on</source>
        <translation>Läufe schreiben ihre Ergebnisse wieder, vom nächsten an</translation>
    </message>
    <message>
        <source>&lt;b&gt;Safe run&lt;/b&gt;: nothing outside is written.</source>
        <translation>&lt;b&gt;Probelauf&lt;/b&gt;: nach außen wird nichts geschrieben.</translation>
    </message>
    <message>
        <source> &lt;b&gt;%1&lt;/b&gt; keeps its last 1,000 records instead: see Peek.</source>
        <translation> &lt;b&gt;%1&lt;/b&gt; behält stattdessen seine letzten 1.000 Datensätze: siehe Einblick.</translation>
    </message>
    <message>
        <source> &lt;b&gt;%1&lt;/b&gt; keep their last 1,000 records instead: see Peek.</source>
        <translation> &lt;b&gt;%1&lt;/b&gt; behalten stattdessen ihre letzten 1.000 Datensätze: siehe Einblick.</translation>
    </message>
    <message>
        <source> %1 nodes keep their last 1,000 records instead: see Peek.</source>
        <translation> %1 Knoten behalten stattdessen ihre letzten 1.000 Datensätze: siehe Einblick.</translation>
    </message>
</context>
<context>
    <name>millrace::ui::TestDiffModel</name>
    <message>
        <source>− missing</source>
        <translation>− fehlt</translation>
    </message>
    <message>
        <source>+ unexpected</source>
        <translation>+ unerwartet</translation>
    </message>
    <message>
        <source>expected</source>
        <translation>erwartet</translation>
    </message>
    <message>
        <source>came</source>
        <translation>kam</translation>
    </message>
    <message>
        <source>as expected</source>
        <translation>wie erwartet</translation>
    </message>
    <message>
        <source>Row</source>
        <translation>Zeile</translation>
    </message>
</context>
<context>
    <name>millrace::ui::TestsPage</name>
    <message>
        <source>New…</source>
        <translation>Neu…</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Umbenennen</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>Make a test of what the sources sent in the last run and what came by at a wire</source>
        <translation>Aus dem, was die Quellen im letzten Lauf sandten und was an einer Leitung vorbeikam, einen Test machen</translation>
    </message>
    <message>
        <source>Give the chosen test another name (F2)</source>
        <translation>Dem gewählten Test einen anderen Namen geben (F2)</translation>
    </message>
    <message>
        <source>Take the chosen test out of the graph (Del)</source>
        <translation>Den gewählten Test aus dem Graphen nehmen (Entf)</translation>
    </message>
</context>
<context>
    <name>millrace::ui::TestsView</name>
    <message>
        <source>Tests</source>
        <translation>Tests</translation>
    </message>
</context>
<context>
    <name>PlainWords</name>
    <message>
        <source>“%1”</source>
        <translation>„%1“</translation>
    </message>
</context>
<context>
    <name>DiagnosisText</name>
    <message>
        <source>%1 the rate</source>
        <translation>die %1fache Rate</translation>
    </message>
    <message>
        <source>%1 workers instead of %2: about %3</source>
        <translation>%1 Arbeiter statt %2: etwa %3</translation>
    </message>
    <message>
        <source>A task of its own (not fused with its neighbours): up to %1</source>
        <translation>Eine eigene Aufgabe (nicht mit den Nachbarn verschmolzen): bis zu %1</translation>
    </message>
    <message>
        <source>Larger batches, now %1 records each: about %2</source>
        <translation>Größere Stapel, jetzt je %1 Datensätze: etwa %2</translation>
    </message>
    <message>
        <source>Less time under the lock that %1 waits for: up to %2</source>
        <translation>Weniger Zeit unter der Sperre, auf die %1 wartet: bis zu %2</translation>
    </message>
    <message>
        <source>The executor “async”, or more workers, to overlap its waiting: up to %1</source>
        <translation>Der Ausführer „async“ oder mehr Arbeiter, damit sich das Warten überlappt: bis zu %1</translation>
    </message>
    <message>
        <source>More cores or less work elsewhere: up to %1</source>
        <translation>Mehr Kerne oder weniger Arbeit anderswo: bis zu %1</translation>
    </message>
    <message>
        <source>In use</source>
        <translation>In Gebrauch</translation>
    </message>
    <message>
        <source>and %1 waiting for a core</source>
        <translation>und %1 in Erwartung eines Kerns</translation>
    </message>
    <message>
        <source>of %1 worker(s)</source>
        <translation>von %1 Arbeiter(n)</translation>
    </message>
    <message>
        <source>Takes</source>
        <translation>Nimmt</translation>
    </message>
    <message>
        <source>of %1 offered</source>
        <translation>von %1 angebotenen</translation>
    </message>
    <message>
        <source>Could take</source>
        <translation>Könnte nehmen</translation>
    </message>
    <message>
        <source>if it never waited</source>
        <translation>wenn er nie wartete</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>Warteschlange</translation>
    </message>
    <message>
        <source>records, %1 each (Little's law; %2 measured)</source>
        <translation>Datensätze, je %1 (Gesetz von Little; gemessen %2)</translation>
    </message>
    <message>
        <source>records, so %1 each (Little's law)</source>
        <translation>Datensätze, also je %1 (Gesetz von Little)</translation>
    </message>
    <message>
        <source>Its work</source>
        <translation>Seine Arbeit</translation>
    </message>
    <message>
        <source>of all: twice as fast makes all %1 (Amdahl)</source>
        <translation>von allem: doppelt so schnell macht alles %1 (Amdahl)</translation>
    </message>
    <message>
        <source>Twice as fast</source>
        <translation>Doppelt so schnell</translation>
    </message>
    <message>
        <source>the rate; at %1 %2 limits</source>
        <translation>die Rate; bei %1 begrenzt %2</translation>
    </message>
    <message>
        <source>the rate</source>
        <translation>die Rate</translation>
    </message>
    <message>
        <source>A longer queue would not help: it would fill up as well, and records wait longer.</source>
        <translation>Eine längere Warteschlange hülfe nicht: sie liefe auch voll, und Datensätze warteten länger.</translation>
    </message>
</context>
<context>
    <name>millrace::ui::ConnectionRow</name>
    <message>
        <source>Test connection</source>
        <translation>Verbindung testen</translation>
    </message>
    <message>
        <source>Asking…</source>
        <translation>Wird gefragt…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Connects once with the settings below and says who answers. Nothing is read or written.</source>
        <translation>Verbindet sich einmal mit den Einstellungen darunter und sagt, wer antwortet. Nichts wird gelesen oder geschrieben.</translation>
    </message>
</context>
<context>
    <name>millrace::ui::FoundValues</name>
    <message>
        <source>not among what was found</source>
        <translation>nicht unter dem, was gefunden wurde</translation>
    </message>
</context>
<context>
    <name>millrace::ui::PickPopup</name>
    <message>
        <source>Search</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>What was found</source>
        <translation>Was gefunden wurde</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Apply</source>
        <translation>Übernehmen</translation>
    </message>
    <message>
        <source>Asking what “%1” could be…</source>
        <translation>Was „%1“ sein könnte, wird gefragt…</translation>
    </message>
    <message>
        <source>There is nothing to choose from.</source>
        <translation>Es gibt nichts zur Auswahl.</translation>
    </message>
    <message>
        <source>%1 of %2 chosen</source>
        <translation>%1 von %2 gewählt</translation>
    </message>
    <message>
        <source>Enter takes it · Esc closes</source>
        <translation>Eingabe übernimmt · Esc schließt</translation>
    </message>
</context>
<context>
    <name>millrace::ui::ClientFigures</name>
    <message>
        <source>Lag</source>
        <translation>Rückstand</translation>
    </message>
    <message>
        <source>Messages of all partitions that are there and have not been read yet</source>
        <translation>Nachrichten aller Partitionen, die da sind und noch nicht gelesen wurden</translation>
    </message>
    <message>
        <source>In the client</source>
        <translation>Im Client</translation>
    </message>
    <message>
        <source>Messages fetched and not read yet, or written and not acknowledged yet</source>
        <translation>Nachrichten, die geholt und noch nicht gelesen oder geschrieben und noch nicht bestätigt sind</translation>
    </message>
    <message>
        <source>Round trip %1</source>
        <translation>Antwortzeit %1</translation>
    </message>
    <message>
        <source>Shortest time this broker took to answer in the last seconds. Longer ones hold what a fetch waits for messages.</source>
        <translation>Kürzeste Zeit, in der dieser Broker in den letzten Sekunden geantwortet hat. Längere enthalten, was ein Abruf auf Nachrichten wartet.</translation>
    </message>
</context>
<context>
    <name>millrace::ui::CheckpointedRuns</name>
    <message>
        <source>Runs keep checkpoints in %1 and go on from the last one.</source>
        <translation>Läufe sichern Checkpoints in %1 und setzen beim letzten fort.</translation>
    </message>
    <message>
        <source>No run can keep checkpoints yet: %1</source>
        <translation>Noch kann kein Lauf Checkpoints sichern: %1</translation>
    </message>
    <message>
        <source>Keep checkpoints</source>
        <translation>Checkpoints sichern</translation>
    </message>
    <message>
        <source>&lt;b&gt;Save the graph first.&lt;/b&gt;</source>
        <translation>&lt;b&gt;Erst den Graphen sichern.&lt;/b&gt;</translation>
    </message>
    <message>
        <source>Its checkpoints lie in a folder beside its file.</source>
        <translation>Seine Checkpoints liegen in einem Ordner neben seiner Datei.</translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation>Sichern unter…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>What lies in %1 cannot be read: %2</source>
        <translation>Was in %1 liegt, lässt sich nicht lesen: %2</translation>
    </message>
    <message>
        <source>&lt;b&gt;Forget the checkpoints?&lt;/b&gt;</source>
        <translation>&lt;b&gt;Die Checkpoints vergessen?&lt;/b&gt;</translation>
    </message>
    <message>
        <source>&lt;b&gt;Forget checkpoint %1?&lt;/b&gt;</source>
        <translation>&lt;b&gt;Checkpoint %1 vergessen?&lt;/b&gt;</translation>
    </message>
    <message>
        <source>It was made at %1, %2 ago, and lies in %3 (%4).</source>
        <translation>Er entstand um %1, vor %2, und liegt in %3 (%4).</translation>
    </message>
    <message>
        <source>Start over</source>
        <translation>Von vorn beginnen</translation>
    </message>
    <message>
        <source>Lost are the places up to which the sources have read and what stages have gathered, open windows among it. Everything is read again: what sinks have added to files, tables and topics stays there, and is added a second time.</source>
        <translation>Verloren gehen die Stellen, bis zu denen die Quellen gelesen haben, und was Stufen gesammelt haben, offene Fenster eingeschlossen. Alles wird neu gelesen: Was Senken an Dateien, Tabellen und Topics angefügt haben, bleibt dort und kommt ein zweites Mal dazu.</translation>
    </message>
</context>
<context>
    <name>millrace::ui::RecoveryBanner</name>
    <message>
        <source>%1 reads again what it had read since.</source>
        <translation>%1 liest noch einmal, was seither gelesen war.</translation>
    </message>
    <message>
        <source>All %1 sources read again what they had read since.</source>
        <translation>Alle %1 Quellen lesen noch einmal, was seither gelesen war.</translation>
    </message>
    <message>
        <source>%1 read again what they had read since.</source>
        <translation>%1 lesen noch einmal, was seither gelesen war.</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation>%1 min</translation>
    </message>
    <message>
        <source>%1 h</source>
        <translation>%1 h</translation>
    </message>
    <message>
        <source>%1 days</source>
        <translation>%1 Tagen</translation>
    </message>
    <message>
        <source>This job had ended with &lt;b&gt;checkpoint %1&lt;/b&gt; of %2: nothing is left to read.</source>
        <translation>Diese Aufgabe war mit &lt;b&gt;Checkpoint %1&lt;/b&gt; von %2 zu Ende: Es gibt nichts mehr zu lesen.</translation>
    </message>
    <message>
        <source>Goes on from &lt;b&gt;checkpoint %1&lt;/b&gt; of %2, %3 old.</source>
        <translation>Setzt fort bei &lt;b&gt;Checkpoint %1&lt;/b&gt; von %2, vor %3 entstanden.</translation>
    </message>
    <message>
        <source>Hide</source>
        <translation>Ausblenden</translation>
    </message>
    <message>
        <source>%1 from line %2 on</source>
        <translation>%1 ab Zeile %2</translation>
    </message>
    <message>
        <source>from record %1 on</source>
        <translation>ab Datensatz %1</translation>
    </message>
    <message>
        <source>from records %1 to %2 on</source>
        <translation>ab den Datensätzen %1 bis %2</translation>
    </message>
    <message>
        <source>%1 from offset %2 on</source>
        <translation>%1 ab Offset %2</translation>
    </message>
    <message>
        <source>%1, %2 partitions from offset %3 on</source>
        <translation>%1, %2 Partitionen ab Offset %3</translation>
    </message>
    <message>
        <source>%1, %2 partitions from offsets %3 to %4 on</source>
        <translation>%1, %2 Partitionen ab den Offsets %3 bis %4</translation>
    </message>
</context>
<context>
    <name>DeliveryBadge</name>
    <message>
        <source>at least once</source>
        <translation>mind. einmal</translation>
    </message>
    <message>
        <source>effectively once</source>
        <translation>effektiv einmal</translation>
    </message>
    <message>
        <source>exactly once</source>
        <translation>genau einmal</translation>
    </message>
    <message>
        <source>&lt;b&gt;%1&lt;/b&gt;: runs of this graph keep checkpoints.</source>
        <translation>&lt;b&gt;%1&lt;/b&gt;: Läufe dieses Graphen sichern Checkpoints.</translation>
    </message>
    <message>
        <source>&lt;b&gt;%1&lt;/b&gt; in runs that keep checkpoints.</source>
        <translation>&lt;b&gt;%1&lt;/b&gt; in Läufen, die Checkpoints sichern.</translation>
    </message>
</context>
<context>
    <name>millrace::ui::DeliveryNote</name>
    <message>
        <source>&lt;b&gt;No promise&lt;/b&gt;: this graph cannot run with checkpoints.</source>
        <translation>&lt;b&gt;Keine Zusage&lt;/b&gt;: Dieser Graph kann nicht mit Checkpoints laufen.</translation>
    </message>
</context>
<context>
    <name>millrace::ui::ExperimentChart</name>
    <message>
        <source>Chart of the experiment</source>
        <translation>Diagramm des Experiments</translation>
    </message>
    <message>
        <source>throughput</source>
        <translation>Durchsatz</translation>
    </message>
    <message>
        <source>mean latency</source>
        <translation>mittlere Latenz</translation>
    </message>
    <message>
        <source>p99</source>
        <translation>p99</translation>
    </message>
    <message>
        <source>busiest  %1, %2</source>
        <translation>am stärksten ausgelastet  %1, %2</translation>
    </message>
    <message>
        <source>than before  %1</source>
        <translation>gegenüber vorher  %1</translation>
    </message>
</context>
<context>
    <name>millrace::ui::ExperimentDialog</name>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>New experiment</source>
        <translation>Neues Experiment</translation>
    </message>
    <message>
        <source>Change experiment</source>
        <translation>Experiment ändern</translation>
    </message>
    <message>
        <source>as the graph says</source>
        <translation>wie im Graphen</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Vary</source>
        <translation>Variieren</translation>
    </message>
    <message>
        <source>And vary</source>
        <translation>Und variieren</translation>
    </message>
    <message>
        <source>Replications at each point</source>
        <translation>Wiederholungen je Punkt</translation>
    </message>
    <message>
        <source>Virtual time of each</source>
        <translation>Virtuelle Zeit je Wiederholung</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>nothing else</source>
        <translation>sonst nichts</translation>
    </message>
    <message>
        <source>Values</source>
        <translation>Werte</translation>
    </message>
    <message>
        <source>workers</source>
        <translation>Arbeiter</translation>
    </message>
    <message>
        <source>Vary two different settings, or one.</source>
        <translation>Zwei verschiedene Einstellungen variieren, oder eine.</translation>
    </message>
    <message>
        <source>An experiment needs a name.</source>
        <translation>Ein Experiment braucht einen Namen.</translation>
    </message>
    <message>
        <source>There is an experiment of this name already.</source>
        <translation>Ein Experiment dieses Namens gibt es schon.</translation>
    </message>
    <message>
        <source>%1 points, each until its means are known within %2, all with the same random numbers.</source>
        <translation>%1 Punkte, jeder, bis seine Mittelwerte auf %2 bekannt sind, alle mit denselben Zufallszahlen.</translation>
    </message>
    <message>
        <source>%1 points of %2 replications, all with the same random numbers.</source>
        <translation>%1 Punkte mit je %2 Wiederholungen, alle mit denselben Zufallszahlen.</translation>
    </message>
</context>
<context>
    <name>ExperimentFindings</name>
    <message>
        <source>%1 = %2: </source>
        <translation>%1 = %2: </translation>
    </message>
    <message>
        <source>Behind &lt;b&gt;%1 = %2&lt;/b&gt; more does not pay.</source>
        <translation>Ab &lt;b&gt;%1 = %2&lt;/b&gt; lohnt mehr nicht.</translation>
    </message>
    <message>
        <source>It pays to the end.</source>
        <translation>Es lohnt bis zum Ende.</translation>
    </message>
    <message>
        <source>No step is shown to pay.</source>
        <translation>Kein Schritt lohnt nachweislich.</translation>
    </message>
    <message>
        <source>&lt;b&gt;%1&lt;/b&gt;: no fit: %2.</source>
        <translation>&lt;b&gt;%1&lt;/b&gt;: keine Anpassung: %2.</translation>
    </message>
    <message>
        <source>&lt;b&gt;%1&lt;/b&gt;: contention %2</source>
        <translation>&lt;b&gt;%1&lt;/b&gt;: Konkurrenz %2</translation>
    </message>
    <message>
        <source>, coherency %1, most at %2</source>
        <translation>, Kohärenz %1, Höchstwert bei %2</translation>
    </message>
    <message>
        <source>; fits within %1.</source>
        <translation>; passt auf %1 genau.</translation>
    </message>
    <message>
        <source>Stopped: the points that were through by then.</source>
        <translation>Abgebrochen: die Punkte, die bis dahin fertig waren.</translation>
    </message>
    <message>
        <source>Amdahl</source>
        <translation>Amdahl</translation>
    </message>
    <message>
        <source>USL</source>
        <translation>USL</translation>
    </message>
    <message>
        <source>The laws are a diagnostic of how these points scale, no forecast of others: simulate those.</source>
        <translation>Die Gesetze sind ein Befund darüber, wie diese Punkte skalieren, keine Vorhersage für andere: Dafür simulieren.</translation>
    </message>
    <message>
        <source>At “%1”. The same random numbers at every point.</source>
        <translation>An „%1“. An jedem Punkt dieselben Zufallszahlen.</translation>
    </message>
    <message>
        <source>All %1 comparisons together hold with 95 % (Bonferroni).</source>
        <translation>Alle %1 Vergleiche zusammen gelten mit 95 % (Bonferroni).</translation>
    </message>
    <message>
        <source>Not calibrated, rough times: %1.</source>
        <translation>Nicht kalibriert, grobe Zeiten: %1.</translation>
    </message>
    <message>
        <source>%1 of %2 points are through.</source>
        <translation>%1 von %2 Punkten sind fertig.</translation>
    </message>
</context>
<context>
    <name>millrace::ui::ExperimentPage</name>
    <message>
        <source>planning</source>
        <translation>wird geplant</translation>
    </message>
    <message>
        <source>0 of %1 replications</source>
        <translation>0 von %1 Wiederholungen</translation>
    </message>
    <message>
        <source>%1 of %2 replications, %3 left</source>
        <translation>%1 von %2 Wiederholungen, noch %3</translation>
    </message>
    <message>
        <source>How many workers pay? An experiment simulates the graph over a range of one or two settings and shows where more no longer helps. “New…” makes one; it is kept in the graph file.</source>
        <translation>Wie viele Arbeiter lohnen sich? Ein Experiment simuliert den Graphen über einen Bereich von einer oder zwei Einstellungen und zeigt, ab wo mehr nicht mehr hilft. „Neu…“ legt eines an; es steht in der Graphdatei.</translation>
    </message>
    <message>
        <source>Table</source>
        <translation>Tabelle</translation>
    </message>
    <message>
        <source>Show the points as a table</source>
        <translation>Die Punkte als Tabelle zeigen</translation>
    </message>
    <message>
        <source>To 4×</source>
        <translation>Bis 4×</translation>
    </message>
    <message>
        <source>Draw the fitted laws up to four times the largest number of workers that was simulated; beyond it is a guess</source>
        <translation>Die angepassten Gesetze bis zum Vierfachen der größten simulierten Zahl von Arbeitern zeichnen; dahinter wäre es geraten</translation>
    </message>
    <message>
        <source>Copy CSV</source>
        <translation>CSV kopieren</translation>
    </message>
    <message>
        <source>Copy the points as comma-separated values (Ctrl+C in the table)</source>
        <translation>Die Punkte als kommagetrennte Werte kopieren (Strg+C in der Tabelle)</translation>
    </message>
    <message>
        <source>New…</source>
        <translation>Neu…</translation>
    </message>
    <message>
        <source>Vary one or two settings of the graph</source>
        <translation>Eine oder zwei Einstellungen des Graphen variieren</translation>
    </message>
    <message>
        <source>Edit…</source>
        <translation>Ändern…</translation>
    </message>
    <message>
        <source>Change the chosen experiment (F2)</source>
        <translation>Das gewählte Experiment ändern (F2)</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>Take the chosen experiment out of the graph (Del)</source>
        <translation>Das gewählte Experiment aus dem Graphen nehmen (Entf)</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>Starten</translation>
    </message>
    <message>
        <source>Simulate every point of the chosen experiment (Enter)</source>
        <translation>Jeden Punkt des gewählten Experiments simulieren (Enter)</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Stop; what is through by then is shown</source>
        <translation>Anhalten; was bis dahin fertig ist, wird gezeigt</translation>
    </message>
    <message>
        <source>Experiments</source>
        <translation>Experimente</translation>
    </message>
    <message>
        <source>Experiment</source>
        <translation>Experiment</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Stand</translation>
    </message>
    <message>
        <source>Figure</source>
        <translation>Kennzahl</translation>
    </message>
    <message>
        <source>Throughput</source>
        <translation>Durchsatz</translation>
    </message>
    <message>
        <source>Mean latency</source>
        <translation>Mittlere Latenz</translation>
    </message>
    <message>
        <source>99th percentile of latency</source>
        <translation>99. Perzentil der Latenz</translation>
    </message>
    <message>
        <source>Points of the experiment</source>
        <translation>Punkte des Experiments</translation>
    </message>
    <message>
        <source>What the experiment shows</source>
        <translation>Was das Experiment zeigt</translation>
    </message>
    <message>
        <source>Progress of the experiment</source>
        <translation>Fortschritt des Experiments</translation>
    </message>
    <message>
        <source>running</source>
        <translation>läuft</translation>
    </message>
    <message>
        <source>not run</source>
        <translation>nicht gelaufen</translation>
    </message>
    <message>
        <source>cannot run</source>
        <translation>kann nicht laufen</translation>
    </message>
    <message>
        <source>out of date</source>
        <translation>veraltet</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>abgebrochen</translation>
    </message>
    <message>
        <source>done</source>
        <translation>fertig</translation>
    </message>
    <message>
        <source>%1 (and %2 more)</source>
        <translation>%1 (und %2 weitere)</translation>
    </message>
    <message>
        <source>Run the experiment to see what the settings change.</source>
        <translation>Das Experiment starten, um zu sehen, was die Einstellungen ändern.</translation>
    </message>
    <message>
        <source>Every point is simulated, and appears when it is through.</source>
        <translation>Jeder Punkt wird simuliert und erscheint, sobald er fertig ist.</translation>
    </message>
</context>
<context>
    <name>ExperimentPainter</name>
    <message>
        <source>more</source>
        <translation>mehr</translation>
    </message>
    <message>
        <source>less</source>
        <translation>weniger</translation>
    </message>
    <message>
        <source>about the same</source>
        <translation>etwa gleich</translation>
    </message>
    <message>
        <source>no difference shown</source>
        <translation>kein Unterschied nachgewiesen</translation>
    </message>
    <message>
        <source>knee: %1</source>
        <translation>Knie: %1</translation>
    </message>
    <message>
        <source>simulated, with 95 % intervals</source>
        <translation>simuliert, mit 95-%-Intervallen</translation>
    </message>
    <message>
        <source>USL, with band</source>
        <translation>USL, mit Band</translation>
    </message>
    <message>
        <source>Amdahl, with band</source>
        <translation>Amdahl, mit Band</translation>
    </message>
</context>
<context>
    <name>millrace::ui::ExperimentService</name>
    <message>
        <source>Change experiment %1</source>
        <translation>Experiment %1 ändern</translation>
    </message>
    <message>
        <source>New experiment %1</source>
        <translation>Neues Experiment %1</translation>
    </message>
    <message>
        <source>Delete experiment %1</source>
        <translation>Experiment %1 löschen</translation>
    </message>
</context>
<context>
    <name>millrace::ui::ExperimentTable</name>
    <message>
        <source>%1; behind it more does not pay</source>
        <translation>%1; dahinter lohnt mehr nicht</translation>
    </message>
    <message>
        <source>Throughput</source>
        <translation>Durchsatz</translation>
    </message>
    <message>
        <source>Mean latency</source>
        <translation>Mittlere Latenz</translation>
    </message>
    <message>
        <source>p99</source>
        <translation>p99</translation>
    </message>
    <message>
        <source>Busiest node</source>
        <translation>Engster Knoten</translation>
    </message>
    <message>
        <source>Than before</source>
        <translation>Gegenüber vorher</translation>
    </message>
</context>
<context>
    <name>millrace::ui::ExperimentView</name>
    <message>
        <source>Experiment</source>
        <translation>Experiment</translation>
    </message>
</context>
<context>
    <name>VariedSettings</name>
    <message>
        <source>%1: workers</source>
        <translation>%1: Arbeiter</translation>
    </message>
    <message>
        <source>%1: batch</source>
        <translation>%1: Stapel</translation>
    </message>
    <message>
        <source>%1: rate</source>
        <translation>%1: Rate</translation>
    </message>
    <message>
        <source>Cores of the machine</source>
        <translation>Kerne des Rechners</translation>
    </message>
    <message>
        <source>%1 → %2: capacity</source>
        <translation>%1 → %2: Kapazität</translation>
    </message>
    <message>
        <source>Parameter %1</source>
        <translation>Parameter %1</translation>
    </message>
</context>
</TS>
